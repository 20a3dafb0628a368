package io.github.loopline.junit;

/**
 * Tells which faults of chance made a test fail: suppressed in the failure, as {@link NetworkTranscript} is. It has no stack, and
 * nobody throws it.
 *
 * @since 0.1
 */
public final class SeedReport extends Throwable {

    private static final long serialVersionUID = 1L;

    SeedReport(String report) {
        super(report, null, false, false);
    }

    /** Give the report without the name of this class before it. */
    @Override
    public String toString() {
        return String.valueOf(getMessage());
    }
}
