package io.github.loopline.benchmarks;

import java.util.Locale;

/**
 * What a row should reach.
 *
 * @param bound what kind of bound the limit is
 * @param limit the number itself, in the unit of the row
 */
record Goal(Bound bound, double limit) {

    /** Shown beside the others, without a goal of its own. */
    static final Goal NONE = new Goal(Bound.NONE, 0);

    /** Which side of the limit is the good one. */
    enum Bound {
        AT_MOST,
        AT_LEAST,
        NONE
    }

    static Goal atMost(double limit) {
        return new Goal(Bound.AT_MOST, limit);
    }

    static Goal atLeast(double limit) {
        return new Goal(Bound.AT_LEAST, limit);
    }

    /** How a median stands to this goal, in one word. */
    String verdict(double median) {
        return switch (bound) {
            case AT_MOST -> median <= limit ? "reached" : "MISSED";
            case AT_LEAST -> median >= limit ? "reached" : "MISSED";
            case NONE -> "";
        };
    }

    @Override
    public String toString() {
        return switch (bound) {
            case AT_MOST -> "<= " + Row.number(limit);
            case AT_LEAST -> ">= " + Row.number(limit);
            case NONE -> "";
        };
    }

    static String format(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
