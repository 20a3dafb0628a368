package io.github.loopline.fault.pipe;

import io.github.loopline.fault.AppliedFault;
import io.github.loopline.fault.Direction;
import io.github.loopline.fault.StreamEffect;
import io.github.loopline.fault.StreamFault;
import io.github.loopline.internal.Draws;
import io.github.loopline.trace.Track;

/** The faults that a link or a fixture applies to its streams. */
public final class StreamFaults extends Faults<AppliedStreamFault> {

    private final Owner owner;

    /** Whose faults they are. */
    public interface Owner extends Faults.Owner {

        /** Counts the connections so far. */
        int connectionCount();
    }

    /** Creates none yet. */
    public StreamFaults(Owner owner, Track track, Draws draws) {
        super(owner, track, draws);
        this.owner = owner;
    }

    /** Applies a fault, on top of the others. */
    public AppliedFault apply(StreamFault fault) {
        return apply(fault, draws -> new AppliedStreamFault(this, fault, draws, owner.connectionCount()));
    }

    /** Tells whether one of them acts on a connection; on the engine's thread. */
    public boolean concern(int connection) {
        return active().stream()
                .anyMatch(each ->
                        each.selects(connection, Direction.TO_SERVER) || each.selects(connection, Direction.TO_CLIENT));
    }

    /** Tells what they want done with connects; on the engine's thread. */
    public Door.State door() {
        return has(StreamEffect.Kind.REFUSE)
                ? Door.State.REFUSING
                : has(StreamEffect.Kind.UNRESPONSIVE) ? Door.State.UNANSWERING : Door.State.LISTENING;
    }

    private boolean has(StreamEffect.Kind kind) {
        return active().stream().anyMatch(each -> each.effect().kind() == kind);
    }
}
