package io.github.loopline.fault;

import io.github.loopline.internal.Deadline;
import io.github.loopline.internal.Draws;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whom a fault strikes, and how long it lasts: a direction, and those of the numbered things (connections, datagrams) that all
 * of its parts select. Immutable; each method gives a copy.
 *
 * @since 0.1
 */
public final class Selection {

    /** Everybody, both ways, until the fault is lifted. */
    static final Selection ALL = new Selection(null, -1, -1, 1, 1, null);

    private static final Duration LONGEST = Duration.ofHours(1);

    private final @Nullable Direction direction; // null for both
    private final int only; // -1 for all, as the next
    private final int next;
    private final int every;
    private final double share;
    private final @Nullable Duration lasting; // null until it is lifted

    private Selection(
            @Nullable Direction direction, int only, int next, int every, double share, @Nullable Duration lasting) {
        this.direction = direction;
        this.only = only;
        this.next = next;
        this.every = every;
        this.share = share;
        this.lasting = lasting;
    }

    Selection direction(Direction value) {
        return new Selection(value, only, next, every, share, lasting);
    }

    Selection only(String verb, int ordinal) {
        return new Selection(direction, least(verb, 0, ordinal), next, every, share, lasting);
    }

    Selection next(int count) {
        return new Selection(direction, only, least("onNext", 1, count), every, share, lasting);
    }

    Selection every(int count) {
        return new Selection(direction, only, next, least("onEvery", 1, count), share, lasting);
    }

    Selection share(String name, double probability) {
        return new Selection(direction, only, next, every, Draws.probability(name, probability), lasting);
    }

    Selection lasting(Duration time) {
        if (time.isNegative() || time.isZero() || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("lasting must be given more than 0 s and at most 1 h but was " + time
                    + ". Leave it out, and close what apply gives.");
        }
        return new Selection(direction, only, next, every, share, time);
    }

    private static int least(String verb, int least, int value) {
        if (value < least) {
            throw new IllegalArgumentException(
                    verb + " must be given " + least + " or more but was " + value + ". Write " + least + ".");
        }
        return value;
    }

    /**
     * Tell whether a direction is selected.
     *
     * @param way a direction
     * @return true if it is
     */
    public boolean selects(Direction way) {
        return direction == null || direction == way;
    }

    /**
     * Tell whether a numbered thing is selected.
     *
     * @param ordinal its number, from 0
     * @param since the number of the first that came after the fault was applied
     * @param draws where a share of them is drawn from
     * @return true if it is
     */
    public boolean selects(long ordinal, long since, Draws draws) {
        return (only < 0 || ordinal == only)
                && (next < 0 || ordinal >= since && ordinal < since + next)
                && (ordinal + 1) % every == 0
                && (share == 1 || draws.happens(share, ordinal));
    }

    /**
     * Tell whether it names a direction.
     *
     * @return false if both are selected
     */
    public boolean isOneWay() {
        return direction != null;
    }

    /**
     * Tell whether it draws.
     *
     * @return true if chance has a part in it
     */
    public boolean isRandom() {
        return share > 0 && share < 1;
    }

    /**
     * Tell how long the fault lasts.
     *
     * @return the time, or null until it is lifted
     */
    public @Nullable Duration lasting() {
        return lasting;
    }

    /**
     * Describe the selection, as the transcript does.
     *
     * @param one what is numbered: {@code connection}, {@code datagram}
     * @return nothing, or words that begin with a space
     */
    String text(String one) {
        StringBuilder text = new StringBuilder();
        if (direction != null) {
            text.append(' ').append(direction);
        }
        if (only >= 0) {
            text.append(", ").append(one).append(" #").append(only);
        }
        if (next >= 0) {
            text.append(", next ").append(next);
        }
        if (every > 1) {
            text.append(", every ").append(every);
        }
        if (share < 1) {
            text.append(", probability ").append(share);
        }
        if (lasting != null) {
            text.append(", for ").append(Deadline.text(lasting));
        }
        return text.toString();
    }
}
