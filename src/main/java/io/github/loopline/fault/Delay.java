package io.github.loopline.fault;

import io.github.loopline.internal.Deadline;
import io.github.loopline.internal.Draws;
import java.time.Duration;

/**
 * How long something takes: always the same, or spread as a distribution says. Never negative, and at most an hour, however the
 * distribution falls. Immutable.
 *
 * @since 0.1
 */
public final class Delay {

    private static final Duration MOST = Duration.ofHours(1);

    private enum Shape {
        FIXED,
        UNIFORM,
        NORMAL,
        LOG_NORMAL,
        EXPONENTIAL,
        PARETO
    }

    private final Shape shape;
    private final Duration first; // what is always there, the least, the mean, or the scale
    private final Duration second; // the most, or the deviation
    private final double exponent; // or the deviation of a logarithm

    private Delay(Shape shape, Duration first, Duration second, double exponent) {
        this.shape = shape;
        this.first = first;
        this.second = second;
        this.exponent = exponent;
    }

    /**
     * Take always the same time.
     *
     * @param time zero to an hour
     * @return the delay, never null
     */
    public static Delay fixed(Duration time) {
        return new Delay(Shape.FIXED, check("The time", time), Duration.ZERO, 0);
    }

    /**
     * Take any time in a range, each as likely as the other.
     *
     * @param least zero to an hour
     * @param most not less than that
     * @return the delay, never null
     */
    public static Delay uniform(Duration least, Duration most) {
        check("The least time", least);
        check("The longest time", most);
        if (most.compareTo(least) < 0) {
            throw new IllegalArgumentException("The longest time must not be less than the least but was "
                    + Deadline.text(most) + " against " + Deadline.text(least) + ". Swap them.");
        }
        return new Delay(Shape.UNIFORM, least, most, 0);
    }

    /**
     * Take a time around a mean: two in three are less than one deviation away. What would be negative is zero.
     *
     * @param mean zero to an hour
     * @param deviation zero to an hour
     * @return the delay, never null
     */
    public static Delay normal(Duration mean, Duration deviation) {
        return new Delay(Shape.NORMAL, check("The mean", mean), check("The deviation", deviation), 0);
    }

    /**
     * Take a time whose logarithm is spread normally around that of a median: half of them take less, and a few several times as
     * much, as answers of busy services do.
     *
     * @param median zero to an hour
     * @param sigma the deviation of the logarithm, 0 or more; at 0.5 two in three are between 0.6 and 1.65 times the median
     * @return the delay, never null
     */
    public static Delay logNormal(Duration median, double sigma) {
        if (!(sigma >= 0) || sigma == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "The sigma must be 0 or more but was " + sigma + ". Write 0.5 for a moderate tail.");
        }
        return new Delay(Shape.LOG_NORMAL, check("The median", median), Duration.ZERO, sigma);
    }

    /**
     * Take mostly little time and sometimes several times the mean, as waiting in a queue does.
     *
     * @param mean zero to an hour
     * @return the delay, never null
     */
    public static Delay exponential(Duration mean) {
        return new Delay(Shape.EXPONENTIAL, check("The mean", mean), Duration.ZERO, 0);
    }

    /**
     * Take at least some time and rarely a very long one: the heavy tail that long-distance networks show.
     *
     * @param least zero to an hour
     * @param exponent more than 0; the less, the heavier the tail
     * @return the delay, never null
     */
    public static Delay pareto(Duration least, double exponent) {
        if (!(exponent > 0) || exponent == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "The exponent must be more than 0 but was " + exponent + ". Write 3 for a light tail.");
        }
        return new Delay(Shape.PARETO, check("The least time", least), Duration.ZERO, exponent);
    }

    /** Checks a time that somebody gave. */
    static Duration check(String name, Duration time) {
        if (time.isNegative() || time.compareTo(MOST) > 0) {
            throw new IllegalArgumentException(
                    name + " must be between 0 s and 1 h but was " + time + ". Write ofMillis(100), say.");
        }
        return time;
    }

    /**
     * Tell whether it is not always the same.
     *
     * @return true if it is drawn
     */
    public boolean isRandom() {
        return shape != Shape.FIXED;
    }

    /**
     * Draw a time.
     *
     * @param draws where from
     * @param position which one: an offset or ordinal
     * @return nanoseconds, 0 to an hour
     */
    public long nanos(Draws draws, long position) {
        double base = first.toNanos();
        double time = switch (shape) {
            case FIXED -> base;
            case UNIFORM -> base + (second.toNanos() - base) * draws.unit(position);
            case NORMAL -> base + second.toNanos() * gauss(draws, position);
            case LOG_NORMAL -> base * Math.exp(exponent * gauss(draws, position));
            case EXPONENTIAL -> -base * Math.log(1 - draws.unit(position));
            case PARETO -> base / Math.pow(1 - draws.unit(position), 1 / exponent);
        };
        return (long) Math.max(0, Math.min((double) MOST.toNanos(), time));
    }

    /** The method of Box and Muller. */
    private static double gauss(Draws draws, long position) {
        double radius = Math.sqrt(-2 * Math.log(1 - draws.at(1).unit(position)));
        return radius * Math.cos(2 * Math.PI * draws.at(2).unit(position));
    }

    /** Describe the delay, as the transcript does. */
    @Override
    public String toString() {
        String time = Deadline.text(first);
        return switch (shape) {
            case FIXED -> time;
            case UNIFORM -> time + " to " + Deadline.text(second);
            case NORMAL -> time + " +- " + Deadline.text(second);
            case LOG_NORMAL -> "log-normal, " + time + " in the middle";
            case EXPONENTIAL -> "exponential, " + time + " on average";
            case PARETO -> "pareto, " + time + " or more";
        };
    }
}
