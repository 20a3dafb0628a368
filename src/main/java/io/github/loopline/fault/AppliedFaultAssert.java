package io.github.loopline.fault;

import io.github.loopline.fixture.Failure;
import io.github.loopline.fixture.FixtureAssert;
import io.github.loopline.fixture.Times;
import io.github.loopline.trace.EventLog;

/**
 * Assertions on a fault that was applied.
 *
 * @since 0.1
 */
public class AppliedFaultAssert extends FixtureAssert<AppliedFaultAssert, AppliedFault> {

    private final EventLog log;

    /**
     * Create an assertion; {@code assertThat(applied)} does.
     *
     * @param actual the fault
     * @param log where it is told
     */
    public AppliedFaultAssert(AppliedFault actual, EventLog log) {
        super(actual, AppliedFaultAssert.class);
        this.log = log;
    }

    @Override
    protected EventLog log() {
        return log;
    }

    /**
     * Verify that it has done something.
     *
     * @return this
     * @throws AssertionError if it has not
     */
    public AppliedFaultAssert hasStruck() {
        return hasStruck(Times.atLeast(1));
    }

    /**
     * Verify how often it has struck, as {@link AppliedFault#struck()} counts.
     *
     * @param times how often
     * @return this
     * @throws AssertionError if it has struck more or less often
     */
    public AppliedFaultAssert hasStruck(Times times) {
        return check(() -> {
            long count = actual.struck();
            int shown = (int) Math.min(Integer.MAX_VALUE, count);
            return times.matches(shown)
                    ? null
                    : new Failure(
                            "  to have struck " + times + "\n  but it struck " + Times.times(shown),
                            times.isPossible(shown) ? null : "it has struck too often");
        });
    }

    /**
     * Verify that it has done nothing.
     *
     * @return this
     * @throws AssertionError if it has
     */
    public AppliedFaultAssert hasNotStruck() {
        return hasStruck(Times.times(0));
    }

    /**
     * Verify that it is applied.
     *
     * @return this
     * @throws AssertionError if it was lifted
     */
    public AppliedFaultAssert isActive() {
        return check(() -> actual.isActive() ? null : new Failure("  to be active\n  but it was lifted", null));
    }

    /**
     * Verify that it was lifted, or has expired.
     *
     * @return this
     * @throws AssertionError if it has not
     */
    public AppliedFaultAssert isLifted() {
        return check(() -> actual.isActive() ? new Failure("  to be lifted\n  but it is active", null) : null);
    }
}
