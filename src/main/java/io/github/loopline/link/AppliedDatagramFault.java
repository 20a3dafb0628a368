package io.github.loopline.link;

import io.github.loopline.fault.DatagramFault;
import io.github.loopline.fault.pipe.Applied;
import io.github.loopline.internal.Draws;
import io.github.loopline.trace.Track;

/** A fault of a datagram link. */
final class AppliedDatagramFault extends Applied {

    private final DatagramLink link;
    private final DatagramFault fault;

    AppliedDatagramFault(DatagramLink link, DatagramFault fault, Track track, Draws draws) {
        super(fault, track, draws, fault.isRandom());
        this.link = link;
        this.fault = fault;
    }

    DatagramFault fault() {
        return fault;
    }

    @Override
    public void close() {
        link.lift(this);
    }
}
