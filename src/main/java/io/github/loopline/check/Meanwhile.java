package io.github.loopline.check;

import io.github.loopline.fault.AppliedFault;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What goes on beside a test in a run of the wire matrix, while its fault acts. Not for users. */
public abstract class Meanwhile {

    private static final Duration PAUSE = Duration.ofMillis(2); // nothing signals that a fault strikes

    private volatile @Nullable Applied applied;
    private volatile @Nullable String wrong;
    private volatile List<Leaks> fixtures = List.of();

    Meanwhile() {}

    /** A fault of the run, and whose it is. */
    record Applied(AppliedFault fault, Object fixture) {}

    /**
     * Give what a run needs.
     *
     * @param applied its condition
     * @return something new, or null if its fault acts alone
     */
    public static @Nullable Meanwhile of(WireCase applied) {
        return switch (applied.wire()) {
            case QUIET, QUIET_PEER, QUIET_END -> new Quiet(applied.wire());
            case CHATTER -> new Chatter();
            case LATE_ANSWER -> new LateAnswer(applied.place().get(1).intValue());
            case HANG_UP -> new Redialling();
            default -> null;
        };
    }

    /**
     * Take a fault that is applied.
     *
     * @param fault it may be lifted
     * @param fixture whose it is
     */
    public void by(AppliedFault fault, Object fixture) {
        applied = new Applied(fault, fixture);
    }

    /**
     * Take what sees the fixtures of the run.
     *
     * @param seen of all that the test can use
     */
    public void beside(List<Leaks> seen) {
        fixtures = List.copyOf(seen);
    }

    /** Gives a number that changes with whatever happens on the fixtures. */
    long version() {
        return fixtures.stream().mapToLong(Leaks::version).sum();
    }

    /**
     * Tell what was seen of the code under test.
     *
     * @return what is wrong with it, or null
     */
    public @Nullable String wrong() {
        return wrong;
    }

    void found(@Nullable String what) {
        wrong = what;
    }

    /** Does its part; the call that runs the test goes on meanwhile, and may go on longer. */
    abstract void watch(Call<?> call, Duration time);

    /** Waits until the fault has struck; gives it, or null if the code has ended before, or the time is over. */
    @Nullable
    Applied struck(Call<?> call, Duration time) {
        boolean struck = await(call, time, () -> {
            Applied now = applied;
            return now != null && now.fault().struck() > 0;
        });
        return struck ? applied : null;
    }

    /** Waits until something holds; false if the code has ended before, or the time is over. */
    static boolean await(Call<?> call, Duration time, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > time.toNanos() || call.awaitEnd(PAUSE)) {
                return false;
            }
        }
        return true;
    }
}
