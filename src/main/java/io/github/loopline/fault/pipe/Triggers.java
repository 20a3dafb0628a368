package io.github.loopline.fault.pipe;

import io.github.loopline.fault.Hook;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.Timer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The faults that wait for their moment in a pipe, and those whose moment has come. On the engine's thread. */
final class Triggers {

    private final Pipe pipe;
    private final List<Trigger> waiting = new ArrayList<>(0);
    private final Set<AppliedStreamFault> known = new HashSet<>(0);
    private final Set<AppliedStreamFault> begun = new HashSet<>(0);
    private long last = System.nanoTime(); // when something came

    Triggers(Pipe pipe) {
        this.pipe = pipe;
    }

    /** Tells whether no fault has to do with the pipe. */
    boolean isEmpty() {
        return known.isEmpty();
    }

    /** Tells whether the moment of a fault has come. */
    boolean hasBegun(AppliedStreamFault applied) {
        return applied.fault().hook().isAtOnce() || begun.contains(applied);
    }

    /** Takes a fault into account, once; gives whether its moment is now. */
    boolean add(AppliedStreamFault applied, long arrived) {
        if (!known.add(applied)) {
            return false;
        }
        if (applied.fault().hook().isAtOnce()) {
            return true;
        }
        Trigger trigger = new Trigger(applied, arrived);
        waiting.add(trigger);
        if (trigger.kind() == Hook.Kind.IDLE) {
            last = System.nanoTime();
            watch(trigger, time(trigger));
        }
        return false;
    }

    private static long time(Trigger trigger) {
        Duration time = trigger.applied().fault().hook().time();
        return Objects.requireNonNull(time).toNanos();
    }

    private void watch(Trigger trigger, long nanos) {
        Engine.shared()
                .schedule(
                        new Timer() {
                            @Override
                            protected void fire() {
                                look(trigger);
                            }
                        },
                        nanos);
    }

    private void look(Trigger trigger) {
        if (!waiting.contains(trigger) || pipe.isInputOver() || pipe.duplex().isOver()) {
            return;
        }
        long left = last + time(trigger) - System.nanoTime();
        if (left > 0) {
            watch(trigger, left);
        } else {
            begin(trigger);
            pipe.duplex().updateInterest();
        }
    }

    /** Forgets those that were lifted. */
    void retain(List<AppliedStreamFault> faults) {
        waiting.removeIf(trigger -> !faults.contains(trigger.applied()));
        known.retainAll(faults);
        begun.retainAll(faults);
    }

    /** Looks at bytes that come. */
    void feed(ByteBuffer data) {
        if (waiting.isEmpty()) {
            return;
        }
        last = System.nanoTime();
        for (Trigger trigger : waiting) {
            String broken = trigger.feed(data);
            if (broken != null) {
                pipe.note("cannot count messages for " + trigger.applied().fault() + ": " + broken);
            }
        }
    }

    /** Gives that whose moment comes first within the next bytes, or null. */
    @Nullable
    Trigger next(long offset, int length) {
        Trigger first = null;
        for (Trigger trigger : waiting) {
            long in = trigger.strikesIn(offset, length);
            if (in >= 0 && (first == null || in < first.strikesIn(offset, length))) {
                first = trigger;
            }
        }
        return first;
    }

    /** The moment of one has come. */
    void begin(Trigger trigger) {
        waiting.remove(trigger);
        begun.add(trigger.applied());
        pipe.begin(trigger.applied());
    }

    /** The sender has ended. */
    void close() {
        for (Trigger trigger : List.copyOf(waiting)) {
            if (trigger.kind() == Hook.Kind.CLOSE) {
                begin(trigger);
            }
        }
    }
}
