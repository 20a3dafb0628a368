package io.github.loopline.fault.pipe;

import io.github.loopline.fault.AppliedFault;
import io.github.loopline.fault.Fault;
import io.github.loopline.internal.Draws;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.EventLoop;
import io.github.loopline.internal.engine.Timer;
import io.github.loopline.trace.Track;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * The faults that a link or a fixture applies: applied, lifted, expired.
 *
 * @param <A> what they are when they are applied
 */
public abstract class Faults<A extends Applied> {

    private final Owner owner;
    private final Track track;
    private final Draws draws;
    private final List<A> active = new ArrayList<>(0); // the owner's loop only, as the next
    private int applied; // so far

    /** Whose faults they are. */
    public interface Owner {

        /** Does something on the owner's loop, and waits for it. */
        void change(Runnable work);

        /** Looks anew which faults there are; on the owner's loop. */
        void refresh();

        /** Does what {@link #change} does behind its work, since the time of a fault was over; on the owner's loop. */
        default void expired() {}

        /** Gives the loop that the owner lives on. */
        default EventLoop loop() {
            return Engine.shared();
        }
    }

    Faults(Owner owner, Track track, Draws draws) {
        this.owner = owner;
        this.track = track;
        this.draws = draws;
    }

    /** Gives the track of the owner, which the transcript names. */
    final Track track() {
        return track;
    }

    /** Applies a fault, on top of the others. */
    final AppliedFault apply(Fault<?> fault, Function<Draws, A> maker) {
        AppliedFault[] made = new AppliedFault[1];
        owner.change(() -> {
            A next = maker.apply(draws.at(applied++));
            made[0] = next;
            active.add(next);
            owner.refresh();
            Duration lasting = fault.selection().lasting();
            if (lasting != null) {
                expire(next, lasting);
            }
        });
        return Objects.requireNonNull(made[0]);
    }

    private void expire(A fault, Duration lasting) {
        Timer timer = new Timer() {
            @Override
            protected void fire() {
                liftNow(fault);
                owner.expired();
            }
        };
        owner.loop().schedule(timer, lasting.toNanos());
    }

    final void lift(Applied fault) {
        owner.change(() -> liftNow(fault));
    }

    private void liftNow(Applied fault) {
        if (fault.end()) {
            active.remove(fault);
            owner.refresh();
            fault.ended();
        }
    }

    /** Lifts all. */
    public final void clear() {
        owner.change(() -> {
            List<A> all = List.copyOf(active);
            active.removeIf(Applied::end);
            owner.refresh();
            all.forEach(Applied::ended);
        });
    }

    /** Gives those that are applied; on the owner's loop. */
    public final List<A> active() {
        return active;
    }
}
