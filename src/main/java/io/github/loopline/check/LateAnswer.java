package io.github.loopline.check;

import io.github.loopline.stream.Connection;
import io.github.loopline.stream.StreamServer;
import java.time.Duration;

/** An answer that stops, and goes on when the next question comes on its connection. */
final class LateAnswer extends Meanwhile {

    private final int connection;

    LateAnswer(int connection) {
        this.connection = connection;
    }

    @Override
    void watch(Call<?> call, Duration time) {
        Applied applied = struck(call, time);
        if (applied != null && applied.fixture() instanceof StreamServer server) {
            Connection late = server.connections().get(connection);
            long before = late.receivedCount();
            if (await(call, time, () -> late.receivedCount() > before)) {
                applied.fault().close();
            }
        }
    }
}
