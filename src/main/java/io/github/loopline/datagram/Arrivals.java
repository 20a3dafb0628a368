package io.github.loopline.datagram;

import io.github.loopline.fixture.Indexes;
import io.github.loopline.internal.Deadline;
import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.Event;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The datagrams that a peer received: what the log has, in the words of the fixture. */
final class Arrivals {

    private final DatagramPeer peer;
    private final Track track;
    private final EventLog log;
    private final Duration timeout;
    private int taken; // guarded by the log: datagrams that next() has given
    private int answered; // guarded by the log: up to here code of the test has seen them

    Arrivals(DatagramPeer peer, Track track, Duration timeout) {
        this.peer = peer;
        this.track = track;
        this.log = track.log();
        this.timeout = timeout;
    }

    /** Waits for the first that this has not given yet, and gives so many of its bytes at most. */
    Datagram next(int most) {
        Datagram[] next = new Datagram[1];
        log.await(Deadline.after(timeout), () -> {
            if (taken < track.messageCount()) {
                next[0] = at(taken++, most);
            }
            return next[0] != null || track.isClosed();
        });
        return given(next[0], "a datagram");
    }

    /** Waits for the datagram of an ordinal. */
    Datagram get(int index) {
        Indexes.check("datagram", index);
        log.await(Deadline.after(timeout), () -> index < track.messageCount() || track.isClosed());
        synchronized (log) {
            return given(index < track.messageCount() ? at(index, Integer.MAX_VALUE) : null, "datagram #" + index);
        }
    }

    /** Notes that all so far are answered by code of the test. */
    void answered() {
        synchronized (log) {
            answered = (int) track.messageCount();
        }
    }

    /** Lists those that this has not given yet, and that nobody has answered. */
    List<Datagram> untaken() {
        synchronized (log) {
            taken = Math.max(taken, answered);
            List<Datagram> left = new ArrayList<>();
            for (int i = taken; i < track.messageCount(); i++) {
                left.add(at(i, Integer.MAX_VALUE));
            }
            return left;
        }
    }

    /** Passes over some that a script has taken. */
    void skip(int count) {
        synchronized (log) {
            taken += count;
        }
    }

    List<Datagram> all() {
        Inbox inbox = inbox();
        if (!inbox.isWhole()) {
            throw notKept(inbox.kept().size());
        }
        return inbox.kept();
    }

    private Datagram given(@Nullable Datagram datagram, String awaited) {
        if (datagram != null) {
            return datagram;
        }
        long count = track.messageCount();
        String found = count == 0 ? "none has come" : count == 1 ? "only 1 has come" : "only " + count + " have come";
        if (track.isClosed()) {
            throw new FixtureException(
                    "Cannot receive " + awaited + " on " + track + ": it is closed, and " + found + ".");
        }
        String waited = Deadline.waited(timeout);
        throw new FixtureException(waited + " for " + awaited + " on " + track + " but " + found + ".");
    }

    /** Makes the datagram of an ordinal; the log is locked. */
    private Datagram at(int index, int most) {
        Event event = track.message(index);
        if (event == null) {
            throw notKept(index);
        }
        int length = Math.min(most, event.length());
        return datagram(index, track.received().copy(event.offset(), event.offset() + length), event);
    }

    Datagram datagram(int index, byte[] data, Event event) {
        SocketAddress sender = (SocketAddress) Objects.requireNonNull(event.detail());
        return new Datagram(log, track.toString(), index, data, event.length(), sender, log.age(event.nanos()));
    }

    String remedy() {
        synchronized (log) {
            return track.received().remedy();
        }
    }

    private FixtureException notKept(int index) {
        return new FixtureException("Datagram #" + index + " of " + track + " was not kept. " + remedy());
    }

    /** Reads what has come, for an assertion; what is not kept is only counted. */
    Inbox inbox() {
        List<Event> events;
        long count;
        boolean closed;
        synchronized (log) {
            events = track.messages();
            count = track.messageCount();
            closed = track.isClosed();
        }
        List<Datagram> kept = new ArrayList<>(events.size());
        for (Event event : events) {
            byte[] data;
            synchronized (log) { // for each anew: while the engine waits for us, the kernel's buffer overflows
                data = track.received().copy(event.offset(), event.offset() + event.length());
            }
            kept.add(datagram(kept.size(), data, event));
        }
        return new Inbox(peer, kept, count, closed);
    }

    /** Gives a datagram, or null if it has not come or is not kept. */
    @Nullable
    Datagram kept(int index) {
        synchronized (log) {
            return track.message(index) == null ? null : at(index, Integer.MAX_VALUE);
        }
    }
}
