package io.github.loopline.check;

import io.github.loopline.fault.AppliedFault;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A time in a run of the wire matrix in which a fixture says nothing, and the threads of the test are watched. Not for users. */
public final class Quiet {

    private static final Duration PAUSE = Duration.ofMillis(2); // nothing signals that a fault strikes

    private final AtomicReference<@Nullable AppliedFault> silence = new AtomicReference<>();
    private volatile @Nullable String busy;

    /** Create one that has not begun. */
    public Quiet() {}

    /**
     * Take what makes it quiet.
     *
     * @param applied is lifted when it has been quiet for long enough
     */
    public void by(AppliedFault applied) {
        silence.set(applied);
    }

    /**
     * Tell what used the CPU.
     *
     * @return one thread and where it was, or null
     */
    public @Nullable String busy() {
        return busy;
    }

    /** Waits until it is quiet, or the code ends, or the time is over; then watches. */
    void watch(Call<?> call, Duration time) {
        long start = System.nanoTime();
        while (!hasBegun() && System.nanoTime() - start < time.toNanos()) {
            if (call.awaitEnd(PAUSE)) {
                return;
            }
        }
        busy = Idle.spinning(call::threads);
        AppliedFault applied = silence.get();
        if (applied != null) {
            applied.close();
        }
    }

    private boolean hasBegun() {
        AppliedFault applied = silence.get();
        return applied != null && applied.struck() > 0;
    }
}
