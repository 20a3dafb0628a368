package io.github.loopline.fault.pipe;

import io.github.loopline.fault.DatagramEffect;
import io.github.loopline.fault.DatagramFault;
import io.github.loopline.internal.Draws;

/** A fault that acts on datagrams. */
public final class AppliedDatagramFault extends Applied {

    private final DatagramFault fault;

    AppliedDatagramFault(DatagramFaults faults, DatagramFault fault, String text, Draws draws) {
        super(faults, fault, text, draws);
        this.fault = fault;
    }

    DatagramFault fault() {
        return fault;
    }

    DatagramEffect effect() {
        return fault.effect();
    }
}
