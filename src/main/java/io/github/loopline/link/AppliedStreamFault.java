package io.github.loopline.link;

import io.github.loopline.fault.Direction;
import io.github.loopline.fault.StreamFault;
import io.github.loopline.internal.Draws;
import io.github.loopline.trace.Track;

/** A fault of a stream link. */
final class AppliedStreamFault extends AppliedFault {

    private final StreamLink link;
    private final StreamFault fault;
    private final int since; // the ordinal of the first connection that came later

    AppliedStreamFault(StreamLink link, StreamFault fault, Track track, Draws draws, int since) {
        super(fault, track, draws, fault.isRandom());
        this.link = link;
        this.fault = fault;
        this.since = since;
    }

    StreamFault fault() {
        return fault;
    }

    boolean selects(int connection) {
        return fault.selection().selects(connection, since, draws());
    }

    /** Gives the random numbers for one direction of a connection. */
    Draws draws(int connection, Direction direction) {
        return draws().at(connection).of(direction);
    }

    @Override
    public void close() {
        link.lift(this);
    }
}
