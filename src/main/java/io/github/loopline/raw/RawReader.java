package io.github.loopline.raw;

import io.github.loopline.fixture.Options;
import io.github.loopline.internal.Deadline;
import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.Event;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads what a peer has recorded, and waits for it. Thread-safe. */
final class RawReader {

    private final Track track;
    private final EventLog log;
    private final Options options;
    private final BitSet taken = new BitSet(); // guarded by the log: packets that next() has given

    RawReader(Track track, Options options) {
        this.track = track;
        this.log = track.log();
        this.options = options;
    }

    /** Waits for the first packet that fits and was not given yet. */
    RawPacket next(String awaited, @Nullable Predicate<RawPacket> filter) {
        RawPacket[] next = new RawPacket[1];
        int[] looked = {0}; // before it nothing fits
        log.await(Deadline.after(options.timeout()), () -> {
            int i = taken.nextClearBit(looked[0]);
            while (next[0] == null && i < track.messageCount()) {
                RawPacket packet = at(i);
                if (filter == null || filter.test(packet)) {
                    taken.set(i);
                    next[0] = packet;
                }
                i = taken.nextClearBit(i + 1);
            }
            looked[0] = i;
            return next[0] != null || track.isClosed();
        });
        return given(next[0], awaited);
    }

    /** Waits for a packet, given or not. */
    RawPacket packet(int index) {
        log.await(Deadline.after(options.timeout()), () -> index < track.messageCount() || track.isClosed());
        synchronized (log) {
            return given(index < track.messageCount() ? at(index) : null, "packet #" + index);
        }
    }

    private RawPacket given(@Nullable RawPacket packet, String awaited) {
        if (packet != null) {
            return packet;
        }
        long count = track.messageCount();
        String found = count == 0 ? "none has come" : "only " + count + (count == 1 ? " has come" : " have come");
        if (track.isClosed()) {
            throw new FixtureException(
                    "Cannot receive " + awaited + " on " + track + ": it is closed, and " + found + ".");
        }
        Duration timeout = options.timeout();
        String waited = Deadline.waited(timeout);
        throw new FixtureException(waited + " for " + awaited + " on " + track + " but " + found + ".");
    }

    List<RawPacket> all() {
        synchronized (log) {
            List<RawPacket> all = new ArrayList<>();
            for (int i = 0; i < track.messageCount(); i++) {
                all.add(at(i));
            }
            return all;
        }
    }

    /** Makes the packet of an ordinal; the log is locked. */
    private RawPacket at(int index) {
        Event event = track.message(index);
        if (event == null) {
            throw new FixtureException("Packet #" + index + " of " + track + " was not kept. " + remedy());
        }
        byte[] bytes = track.received().copy(event.offset(), event.offset() + event.length());
        return new RawPacket(log, track.toString(), index, IpPacket.parse(bytes), log.age(event.nanos()));
    }

    /** Says what keeps more. */
    String remedy() {
        synchronized (log) {
            return track.received().remedy();
        }
    }

    /** Reads what has come, for an assertion; what is not kept is only counted. */
    RawInbox inbox(RawPeer peer) {
        synchronized (log) {
            List<RawPacket> kept = new ArrayList<>();
            while (track.message(kept.size()) != null) {
                kept.add(at(kept.size()));
            }
            return new RawInbox(peer, kept, track.messageCount(), track.isClosed());
        }
    }
}
