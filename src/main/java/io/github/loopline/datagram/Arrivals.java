package io.github.loopline.datagram;

import io.github.loopline.fixture.MessageQueue;
import io.github.loopline.trace.Event;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** The datagrams that a peer received: what the log has, in the words of the fixture. */
final class Arrivals extends MessageQueue<Datagram> {

    private final DatagramPeer peer;
    private final Track track;
    private final EventLog log;
    private int answered; // guarded by the log: up to here code of the test has seen them

    Arrivals(DatagramPeer peer, Track track, Duration timeout) {
        super(track, timeout, "datagram");
        this.peer = peer;
        this.track = track;
        this.log = track.log();
    }

    /** Waits for the first that this has not given yet, and gives so many of its bytes at most. */
    Datagram take(int most) {
        Datagram next = next(most);
        if (next == null) {
            throw vain("a datagram", come());
        }
        return next;
    }

    /** Notes that all so far are answered by code of the test. */
    void answered() {
        synchronized (log) {
            answered = (int) track.messageCount();
        }
    }

    /** Passes over those that somebody has answered. */
    void skipAnswered() {
        synchronized (log) {
            skipTo(answered);
        }
    }

    @Override
    protected Datagram message(int index, byte[] data, Event event) {
        SocketAddress sender = (SocketAddress) Objects.requireNonNull(event.detail());
        return new Datagram(log, track.toString(), index, data, event.length(), sender, log.age(event.nanos()));
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
        return new Inbox(peer, messages(events), count, closed);
    }
}
