package io.github.loopline.fault.pipe;

import io.github.loopline.fault.AppliedFault;
import io.github.loopline.fault.StreamEffect;
import io.github.loopline.fault.StreamFault;
import io.github.loopline.internal.Draws;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.Timer;
import io.github.loopline.trace.Track;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The faults that a link or a fixture applies to its streams: applied, lifted, expired. */
public final class StreamFaults {

    private final Owner owner;
    private final Track track;
    private final Draws draws;
    private final List<AppliedStreamFault> active = new ArrayList<>(0); // engine thread only, as the next
    private int applied; // so far

    /** Whose faults they are. */
    public interface Owner {

        /** Does something on the engine's thread, and waits for it. */
        void change(Runnable work);

        /** Looks anew which faults there are; on the engine's thread. */
        void refresh();

        /** Counts the connections so far. */
        int connectionCount();
    }

    /** Creates none yet. */
    public StreamFaults(Owner owner, Track track, Draws draws) {
        this.owner = owner;
        this.track = track;
        this.draws = draws;
    }

    /** Applies a fault, on top of the others. */
    public AppliedFault apply(StreamFault fault) {
        AppliedStreamFault[] made = new AppliedStreamFault[1];
        owner.change(() -> {
            AppliedStreamFault next =
                    new AppliedStreamFault(this, fault, track, draws.at(applied++), owner.connectionCount());
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

    private void expire(AppliedStreamFault fault, Duration lasting) {
        Engine.shared()
                .schedule(
                        new Timer() {
                            @Override
                            protected void fire() {
                                liftNow(fault);
                            }
                        },
                        lasting.toNanos());
    }

    void lift(AppliedStreamFault fault) {
        owner.change(() -> liftNow(fault));
    }

    private void liftNow(AppliedStreamFault fault) {
        if (fault.end()) {
            active.remove(fault);
            owner.refresh();
        }
    }

    /** Lifts all. */
    public void clear() {
        owner.change(() -> {
            active.removeIf(Applied::end);
            owner.refresh();
        });
    }

    /** Gives those that are applied; on the engine's thread. */
    public List<AppliedStreamFault> active() {
        return active;
    }

    /** Tells whether one of a kind is applied; on the engine's thread. */
    public boolean has(StreamEffect.Kind kind) {
        return active.stream().anyMatch(each -> each.effect().kind() == kind);
    }
}
