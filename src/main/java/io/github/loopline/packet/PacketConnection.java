package io.github.loopline.packet;

import io.github.loopline.fixture.End;
import io.github.loopline.fixture.Handover;
import io.github.loopline.fixture.Indexes;
import io.github.loopline.fixture.OutgoingMessage;
import io.github.loopline.fixture.Scope;
import io.github.loopline.internal.Deadline;
import io.github.loopline.internal.posix.NativeSocket;
import io.github.loopline.net.FixtureException;
import io.github.loopline.net.PeerCredentials;
import io.github.loopline.script.Script;
import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.Difference;
import io.github.loopline.trace.Event;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a {@link PacketServer} or {@link PacketClient}: recorded by itself, and driven by its verbs. Closed with its
 * fixture at the latest.
 *
 * @since 0.1
 */
public final class PacketConnection extends PacketEndpoint<PacketConnection>
        implements AutoCloseable, AssertProvider<PacketConnectionAssert> {

    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final Scope scope;
    private final Track track;
    private final EventLog log;
    private final PacketIo io;
    private final SocketAddress local;
    private final SocketAddress remote;
    private final PeerCredentials credentials;
    private final Duration timeout;
    private volatile boolean handled; // a handler of the test serves it
    private int taken; // guarded by the log: messages that receive() has given

    PacketConnection(Scope scope, Track track, PacketIo io, NativeSocket socket, Duration timeout) throws IOException {
        this.scope = scope;
        this.track = track;
        this.log = track.log();
        this.io = io;
        this.local = socket.localAddress();
        this.remote = socket.remoteAddress();
        this.credentials = socket.peerCredentials();
        this.timeout = timeout;
        track.keepMessages();
    }

    /**
     * Give the ordinal of the connection at its fixture.
     *
     * @return 0 for the first
     */
    public int index() {
        return track.index();
    }

    /** Close: see {@link PacketEndpoint#close()}. */
    @Override
    public void close() {
        super.close();
    }

    /** Enter AssertJ: {@code assertThat(connection)} finds the assertions of a connection. */
    @Override
    public PacketConnectionAssert assertThat() {
        return new PacketConnectionAssert(this);
    }

    /** Name the connection, as messages do. */
    @Override
    public String toString() {
        return track.toString();
    }

    @Override
    PacketConnection target() {
        return this;
    }

    @Override
    PacketConnection self() {
        return this;
    }

    Track track() {
        return track;
    }

    PacketIo io() {
        return io;
    }

    SocketAddress local() {
        return local;
    }

    SocketAddress remote() {
        return remote;
    }

    PeerCredentials credentials() {
        return credentials;
    }

    /** Serves the connection with the test's code, on the current thread. */
    void serve(PacketHandler handler) throws Exception {
        handled = true;
        try {
            handler.handle(this);
        } finally {
            closeNow();
        }
    }

    Duration timeout() {
        return timeout;
    }

    void play(Script script) {
        onEngine(pollSide -> {
            prepare(script);
            pollSide.script().advance();
        });
    }

    /** Gets ready to play a script, on the poll thread. */
    void prepare(Script script) {
        io.script().begin(script, new PacketStage(scope, this));
    }

    /** Lists the messages that receive() has not given. */
    List<Packet> untaken() {
        synchronized (log) {
            List<Packet> left = new ArrayList<>();
            for (int i = taken; i < track.messageCount(); i++) {
                left.add(at(i, Integer.MAX_VALUE));
            }
            return left;
        }
    }

    /** Passes over messages that a script has taken. */
    void skip(int count) {
        synchronized (log) {
            taken += count;
        }
    }

    void write(byte[] data) {
        OutgoingMessage outgoing = new OutgoingMessage(data);
        onEngine(pollSide -> pollSide.send(outgoing));
        Handover.await(log, timeout, outgoing::isSettled, () -> onEngine(pollSide -> pollSide.withdraw(outgoing)));
        if (!outgoing.isSettled()) {
            throw new FixtureException(Deadline.waited(timeout) + " to send " + Bytes.count(data.length) + " on "
                    + track + " but the kernel has no room: the peer does not read. It is not sent.");
        }
        String failure = outgoing.failure();
        if (failure != null) {
            throw new FixtureException(
                    "Cannot send " + Bytes.count(data.length) + " on " + track + ": " + failure + ".");
        }
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

    /** Takes the next message, or gives null when none has come in time. */
    private @Nullable Packet next(int bufferSize) {
        Packet[] next = new Packet[1];
        log.await(Deadline.after(timeout), () -> {
            if (taken < track.messageCount()) {
                next[0] = at(taken++, bufferSize);
            }
            return next[0] != null || isOver();
        });
        return next[0];
    }

    private FixtureException vain(String awaited, String found) {
        return isOver()
                ? new FixtureException(
                        "Cannot receive " + awaited + " on " + track + ": " + state() + ", and " + found + ".")
                : new FixtureException(
                        Deadline.waited(timeout) + " for " + awaited + " on " + track + " but " + found + ".");
    }

    private String left() {
        long count = track.messageCount();
        return count == 0 ? "none has come" : "none is left of " + count;
    }

    private boolean isOver() {
        return track.peerEnd() != null || track.isClosed();
    }

    /** Says how things stand, as messages do. */
    String state() {
        EventKind end = track.peerEnd();
        if (end != null) {
            return end == EventKind.FIN_RECEIVED ? "the peer has closed" : "the peer has reset";
        }
        return track.isClosed() ? "it is closed" : "the peer is still connected";
    }

    Packet awaitPacket(int index) {
        Indexes.check("packet", index);
        log.await(Deadline.after(timeout), () -> index < track.messageCount() || isOver());
        synchronized (log) {
            if (index < track.messageCount()) {
                return at(index, Integer.MAX_VALUE);
            }
            long count = track.messageCount();
            throw vain(
                    "message #" + index,
                    count == 0 ? "none has come" : count == 1 ? "only 1 has come" : "only " + count + " have come");
        }
    }

    List<Packet> packets() {
        synchronized (log) {
            List<Packet> all = new ArrayList<>();
            for (int i = 0; i < track.messageCount(); i++) {
                all.add(at(i, Integer.MAX_VALUE));
            }
            return all;
        }
    }

    Inbox inbox() {
        List<Event> events;
        long count;
        End end;
        String state;
        synchronized (log) {
            events = track.messages();
            count = track.messageCount();
            end = ending();
            state = state();
        }
        List<Packet> kept = new ArrayList<>(events.size());
        for (Event event : events) {
            kept.add(packet(kept.size(), event, Integer.MAX_VALUE));
        }
        return new Inbox(this, kept, count, end, state);
    }

    /** Gives a message, or null if it has not come or is not kept. */
    @Nullable
    Packet kept(int index) {
        synchronized (log) {
            return track.message(index) == null ? null : at(index, Integer.MAX_VALUE);
        }
    }

    /** Makes the message of an ordinal; the log is locked. */
    private Packet at(int index, int most) {
        Event event = track.message(index);
        if (event == null) {
            throw new FixtureException(
                    "Message #" + index + " of " + track + " was not kept. Raise recordingLimit, or compare counts.");
        }
        return packet(index, event, most);
    }

    private Packet packet(int index, Event event, int most) {
        int length = Math.min(most, event.length());
        byte[] data;
        synchronized (log) { // for each anew: while the poll thread waits for us, the kernel's buffers fill
            data = track.received().copy(event.offset(), event.offset() + length);
        }
        return new Packet(log, track.toString(), index, data, event.length(), log.age(event.nanos()));
    }

    boolean awaitMore() {
        Deadline deadline = Deadline.after(handled ? FOR_EVER : timeout);
        if (!log.await(deadline, () -> taken < track.messageCount() || isOver())) {
            throw vain("a message or the end", "neither has come");
        }
        synchronized (log) {
            return taken < track.messageCount();
        }
    }

    void expectNext(byte[] data) {
        String expected = Difference.shown(data, 0);
        log.expecting("\nExpecting " + track + "\n  to have received: " + expected);
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
            throw new AssertionError(
                    "\nExpecting " + track + "\n  to have received: " + expected + "\n  but nothing came, " + state());
        }
        if (!Arrays.equals(next.bytes(), data)) {
            throw new AssertionError(
                    "\nExpecting " + track + "\n" + Difference.of(data, next.bytes(), "as message #" + next.index()));
        }
    }

    void expectOver() {
        log.expecting("\nExpecting " + track + "\n  to have received: its end");
        try {
            log.await(Deadline.after(timeout), () -> isOver() || taken < track.messageCount());
        } finally {
            log.expecting(null);
        }
        synchronized (log) {
            if (taken < track.messageCount()) {
                throw new AssertionError("\nExpecting " + track
                        + "\n  to have received: its end next\n  but before it came " + at(taken, Integer.MAX_VALUE));
            }
            if (track.peerEnd() == null) {
                throw new AssertionError("\nExpecting " + track + "\n  to have received: its end\n  but " + state());
            }
        }
    }

    void closeNow() {
        onEngine(pollSide -> pollSide.close(EventKind.CLOSED, null));
    }

    void resetNow() {
        onEngine(this::reset);
    }

    /** Resets, on the poll thread. */
    void reset(PacketIo pollSide) throws IOException {
        if (!pollSide.isClosed() && !pollSide.hasUnread()) {
            throw new FixtureException(
                    "Cannot reset " + track + ": a Unix socket is reset only by a close with unread data."
                            + " Call stopReading() before the peer sends, or close().");
        }
        pollSide.close(EventKind.RST_SENT, null);
    }

    End ending() {
        if (track.isClosedHere()) {
            return End.CLOSED;
        }
        EventKind end = track.peerEnd();
        return end == null ? End.OPEN : end == EventKind.FIN_RECEIVED ? End.FIN : End.RST;
    }

    /** What the poll thread does with a connection. */
    interface Work {
        void on(PacketIo io) throws IOException;
    }

    void onEngine(Work work) {
        Handover.call(io.engine(), track, () -> work.on(io));
    }
}
