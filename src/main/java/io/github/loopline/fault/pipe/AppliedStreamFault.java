package io.github.loopline.fault.pipe;

import io.github.loopline.fault.Direction;
import io.github.loopline.fault.Hook;
import io.github.loopline.fault.StreamEffect;
import io.github.loopline.fault.StreamEffect.Kind;
import io.github.loopline.fault.StreamFault;
import io.github.loopline.internal.Draws;
import io.github.loopline.trace.Track;

/** A fault that acts on streams. */
public final class AppliedStreamFault extends Applied {

    private final StreamFault fault;
    private final int since; // the ordinal of the first connection that came later

    AppliedStreamFault(StreamFaults faults, StreamFault fault, Draws draws, int since) {
        super(faults, fault, fault.toString(), draws);
        this.fault = fault;
        this.since = since;
    }

    StreamFault fault() {
        return fault;
    }

    StreamEffect effect() {
        return fault.effect();
    }

    boolean selects(int connection, Direction direction) {
        return (fault.hook().kind() != Hook.Kind.CONNECT || connection >= since)
                && fault.selection().selects(direction)
                && fault.selection().selects(connection, since, draws())
                && (effect().kind() == Kind.CORRUPT || allows(draws(), connection)); // it is asked for each byte
    }

    /** Counts and tells that it has done something to a connection; on the engine's thread. */
    void strike(Track whom, int connection, String what) {
        strike(whom, what, draws(), connection);
    }

    /** Gives the random numbers for one direction of a connection. */
    Draws draws(int connection, Direction direction) {
        return draws().at(connection).of(direction);
    }
}
