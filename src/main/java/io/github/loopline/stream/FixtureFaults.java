package io.github.loopline.stream;

import io.github.loopline.fault.AppliedFault;
import io.github.loopline.fault.Direction;
import io.github.loopline.fault.StreamFault;
import io.github.loopline.fault.pipe.StreamFaults;
import io.github.loopline.fixture.Handover;
import io.github.loopline.internal.Draws;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.trace.Track;
import java.util.Collection;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The faults of a server or a client. */
final class FixtureFaults implements StreamFaults.Owner {

    private final Track track;
    private final Direction sends;
    private final Supplier<Collection<StreamIo>> open;
    private final IntSupplier count;
    private final @Nullable Listening listening; // null for a client
    private final StreamFaults faults;

    FixtureFaults(
            Track track,
            Draws draws,
            Direction sends,
            Supplier<Collection<StreamIo>> open,
            IntSupplier count,
            @Nullable Listening listening) {
        this.listening = listening;
        this.track = track;
        this.sends = sends;
        this.open = open;
        this.count = count;
        this.faults = new StreamFaults(this, track, draws);
    }

    AppliedFault apply(StreamFault fault) {
        return faults.apply(fault);
    }

    void clear() {
        faults.clear();
    }

    /** Lets the faults act on a connection; on the engine's thread. */
    void begin(StreamIo io) {
        io.refresh(faults, sends);
    }

    @Override
    public void change(Runnable work) {
        Handover.call(Engine.shared(), track, work::run);
        if (listening != null) {
            listening.fillIfUnanswering();
        }
    }

    @Override
    public void refresh() {
        if (listening != null) {
            listening.update(faults.door());
        }
        for (StreamIo io : List.copyOf(open.get())) {
            begin(io);
        }
    }

    @Override
    public void expired() {
        if (listening != null) {
            listening.fillSoon();
        }
    }

    @Override
    public int connectionCount() {
        return count.getAsInt();
    }
}
