package io.github.loopline.raw;

import io.github.loopline.fixture.MessageReader;
import io.github.loopline.trace.Event;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The packets that a peer received: what the log has, in the words of the fixture. */
final class RawReader extends MessageReader<RawPacket> {

    private final Track track;
    private final EventLog log;
    private final BitSet taken = new BitSet(); // guarded by the log: packets that next() has given

    RawReader(Track track, Duration timeout) {
        super(track, timeout, "packet");
        this.track = track;
        this.log = track.log();
    }

    /** Waits for the first packet that fits and was not given yet. */
    RawPacket next(String awaited, @Nullable Predicate<RawPacket> filter) {
        RawPacket[] next = new RawPacket[1];
        int[] looked = {0}; // before it nothing fits
        await(() -> {
            int i = taken.nextClearBit(looked[0]);
            while (next[0] == null && i < track.messageCount()) {
                RawPacket packet = at(i, Integer.MAX_VALUE);
                if (filter == null || filter.test(packet)) {
                    taken.set(i);
                    next[0] = packet;
                }
                i = taken.nextClearBit(i + 1);
            }
            looked[0] = i;
            return next[0] != null;
        });
        if (next[0] == null) {
            throw vain(awaited, come());
        }
        return next[0];
    }

    @Override
    protected RawPacket message(int index, byte[] data, Event event) {
        return new RawPacket(log, track.toString(), index, IpPacket.parse(data), log.age(event.nanos()));
    }

    /** Reads what has come, for an assertion; what is not kept is only counted. */
    RawInbox inbox(RawPeer peer) {
        List<Event> events;
        long count;
        boolean closed;
        synchronized (log) {
            events = track.messages();
            count = track.messageCount();
            closed = track.isClosed();
        }
        return new RawInbox(peer, messages(events), count, closed);
    }
}
