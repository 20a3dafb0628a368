package io.github.loopline.fault.pipe;

import io.github.loopline.fault.AppliedFault;
import io.github.loopline.fault.DatagramEffect;
import io.github.loopline.fault.DatagramFault;
import io.github.loopline.internal.Draws;
import io.github.loopline.trace.Track;

/** The faults that a link or a peer applies to datagrams. */
public final class DatagramFaults extends Faults<AppliedDatagramFault> {

    /** Creates none yet. */
    public DatagramFaults(Owner owner, Track track, Draws draws) {
        super(owner, track, draws);
    }

    /** Applies a fault, behind the others, and tells it in these words. */
    public AppliedFault apply(DatagramFault fault, String text) {
        return apply(fault, draws -> new AppliedDatagramFault(this, fault, text, draws));
    }

    /** Tells whether one of a kind is applied; on the owner's loop. */
    public boolean has(DatagramEffect.Kind kind) {
        return active().stream().anyMatch(each -> each.effect().kind() == kind);
    }
}
