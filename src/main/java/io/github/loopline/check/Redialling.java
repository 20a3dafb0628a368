package io.github.loopline.check;

import io.github.loopline.internal.Deadline;
import io.github.loopline.stream.StreamServer;
import java.time.Duration;

/** A time in which no connection lasts, and connects are counted. */
final class Redialling extends Meanwhile {

    /** Who pauses does not come to so many in the time; who does not needs a fiftieth of it on an idle machine. */
    static final int MOST = 100;

    private static final Duration TIME = Duration.ofSeconds(2);

    @Override
    void watch(Call<?> call, Duration time) {
        Applied applied = struck(call, time);
        if (applied != null && applied.fixture() instanceof StreamServer server) {
            long start = System.nanoTime();
            if (await(call, TIME, () -> server.connections().size() >= MOST)) {
                Duration took = Duration.ofMillis((System.nanoTime() - start) / 1_000_000);
                found("the code under test connected " + MOST + " times in " + Deadline.text(took)
                        + ", and did not pause between");
            }
            applied.fault().close();
        }
    }
}
