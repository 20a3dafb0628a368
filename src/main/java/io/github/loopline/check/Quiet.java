package io.github.loopline.check;

import java.time.Duration;
import java.util.List;

/** A time in which a fixture says nothing, or has sent its end, and the threads of the test are watched. */
final class Quiet extends Meanwhile {

    private final Wire wire;

    Quiet(Wire wire) {
        this.wire = wire;
    }

    @Override
    void watch(Call<?> call, Duration time) {
        Applied applied = struck(call, time);
        if (applied != null) {
            found(Idle.spinning(
                    () -> watched(call),
                    this::version,
                    wire == Wire.QUIET_END ? "nothing came but the end" : "nothing came"));
            applied.fault().close();
        }
    }

    /** Behind the end the test itself may go on, and compute; if it does so for ever, it hangs. */
    private List<Thread> watched(Call<?> call) {
        return wire == Wire.QUIET_END
                ? call.threads().stream().filter(each -> !call.isOwn(each)).toList()
                : call.threads();
    }
}
