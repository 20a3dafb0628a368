package io.github.loopline.packet;

import io.github.loopline.fixture.End;
import io.github.loopline.fixture.MessageQueue;
import io.github.loopline.internal.Deadline;
import io.github.loopline.trace.Difference;
import io.github.loopline.trace.Event;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** The messages that came over a connection, and its end: what the log has, in the words of the fixture. */
final class PacketReader extends MessageQueue<Packet> {

    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final PacketConnection connection;
    private final Track track;
    private final EventLog log;
    private final Duration timeout;

    PacketReader(PacketConnection connection, Track track, Duration timeout) {
        super(track, timeout, "message");
        this.connection = connection;
        this.track = track;
        this.log = track.log();
        this.timeout = timeout;
    }

    @Override
    protected Packet message(int index, byte[] data, Event event) {
        return new Packet(log, track.toString(), index, data, event.length(), log.age(event.nanos()));
    }

    @Override
    protected boolean isOver() {
        return track.peerEnd() != null || track.isClosed();
    }

    @Override
    protected String state() {
        EventKind end = track.peerEnd();
        if (end != null) {
            return end == EventKind.FIN_RECEIVED ? "the peer has closed" : "the peer has reset";
        }
        return track.isClosed() ? "it is closed" : "the peer is still connected";
    }

    @Override
    public String remedy() {
        return "Raise recordingLimit, or compare counts.";
    }

    Packet take(int bufferSize) {
        if (bufferSize < 0) {
            throw new IllegalArgumentException("receive must be given 0 bytes or more but was " + bufferSize + ".");
        }
        Packet next = next(bufferSize);
        if (next == null) {
            throw vain("a message", left());
        }
        return next;
    }

    private String left() {
        long count = track.messageCount();
        return count == 0 ? "none has come" : "none is left of " + count;
    }

    boolean hasMore(boolean bounded) {
        Deadline deadline = Deadline.after(bounded ? timeout : FOR_EVER);
        if (!log.await(deadline, () -> hasNext() || isOver())) {
            throw vain("a message or the end", "neither has come");
        }
        synchronized (log) {
            return hasNext();
        }
    }

    void expect(byte[] data) {
        String expected = Difference.shown(data, 0);
        log.expecting(received(expected));
        Packet next;
        try {
            next = next(Integer.MAX_VALUE);
        } finally {
            log.expecting(null);
        }
        if (next == null) {
            if (track.isClosedHere()) {
                throw vain(expected, left());
            }
            throw new AssertionError(received(expected) + "\n  but nothing came, " + state());
        }
        if (!Arrays.equals(next.data(), data)) {
            throw new AssertionError(
                    "\nExpecting " + track + "\n" + Difference.of(data, next.data(), "as message #" + next.index()));
        }
    }

    void expectEnd() {
        log.expecting(received("its end"));
        try {
            await(() -> hasNext());
        } finally {
            log.expecting(null);
        }
        synchronized (log) {
            if (hasNext()) {
                throw new AssertionError(received("its end next") + "\n  but before it came " + peek());
            }
            if (track.peerEnd() == null) {
                throw new AssertionError(received("its end") + "\n  but " + state());
            }
        }
    }

    private String received(String expected) {
        return "\nExpecting " + track + "\n  to have received: " + expected;
    }

    /** Reads what has come, for an assertion; what is not kept is only counted. */
    Inbox inbox() {
        List<Event> events;
        long count;
        End end;
        String state;
        synchronized (log) {
            events = track.messages();
            count = track.messageCount();
            end = End.of(track);
            state = state();
        }
        return new Inbox(connection, messages(events), count, end, state);
    }
}
