package io.github.loopline.fault.pipe;

import io.github.loopline.fault.AppliedFault;
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

    /** Tells whether one of a kind is applied; on the engine's thread. */
    public boolean has(StreamEffect.Kind kind) {
        return active().stream().anyMatch(each -> each.effect().kind() == kind);
    }
}
