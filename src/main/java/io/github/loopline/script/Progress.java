package io.github.loopline.script;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How far a script is played: a stack of steps that are played in their order, once or more often. */
final class Progress {

    private final Deque<Level> levels = new ArrayDeque<>();

    private static final class Level {

        final List<Step> steps;
        final boolean endless;
        int rounds; // with the one that is played
        int next;
        boolean fresh = true; // nothing was taken in this round

        Level(List<Step> steps, int rounds) {
            this.steps = steps;
            this.endless = rounds == Steps.ENDLESS;
            this.rounds = rounds;
        }

        boolean isLast() {
            return next == steps.size() && (endless || rounds <= 1);
        }
    }

    Progress(List<Step> steps) {
        enter(steps, 1);
    }

    /** Goes into steps, to be played so many times or {@link Steps#ENDLESS}. */
    void enter(List<Step> steps, int rounds) {
        levels.push(new Level(steps, rounds));
    }

    /** Gives the next step, or null if there is none; endless repetitions are over once nothing more comes. */
    @Nullable
    Step next(boolean isEnded) {
        while (!levels.isEmpty()) {
            Level level = levels.element();
            if (level.next < level.steps.size()) {
                return level.steps.get(level.next++);
            }
            if (level.endless && !isEnded || level.rounds > 1) {
                level.rounds -= level.endless ? 0 : 1;
                level.next = 0;
                level.fresh = true;
            } else {
                levels.pop();
            }
        }
        return null;
    }

    /** Notes that something was taken, so that a round has to be played to its end. */
    void took() {
        for (Level level : levels) {
            level.fresh = false;
        }
    }

    void end() {
        levels.clear();
    }

    /** Gives the innermost endless repetition. */
    private @Nullable Level round() {
        for (Level level : levels) {
            if (level.endless) {
                return level;
            }
        }
        return null;
    }

    boolean isBetweenRounds() {
        Level round = round();
        return round != null && round.fresh;
    }

    /** Ends the innermost endless repetition if it is between two rounds; says no elsewhere. */
    boolean leaveRepeat() {
        Level round = round();
        if (round == null || !round.fresh) {
            return false;
        }
        while (levels.element() != round) {
            levels.pop();
        }
        levels.pop();
        return true;
    }

    /** Tells whether nothing is left but further rounds of an endless repetition. */
    boolean isBetweenLastRounds() {
        Level round = round();
        if (round == null || !round.fresh) {
            return false;
        }
        boolean around = false;
        for (Level level : levels) {
            if (around && !level.endless && !level.isLast()) {
                return false;
            }
            around |= level == round;
        }
        return true;
    }
}
