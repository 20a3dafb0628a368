package io.github.loopline.datagram;

import io.github.loopline.fault.pipe.DeclaredFaults;
import io.github.loopline.fixture.Closing;
import io.github.loopline.fixture.Indexes;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.UnixPaths;
import io.github.loopline.internal.engine.EventLoop;
import io.github.loopline.net.FixtureException;
import io.github.loopline.script.Playing;
import io.github.loopline.script.Script;
import io.github.loopline.script.ScriptCode;
import io.github.loopline.trace.Event;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * A datagram socket, of UDP on a loopback address, of a Unix path, or of TIPC, that records what comes by itself, sends, and answers. Until
 * it is connected, it hears everybody and can send to anybody on this machine. Datagrams are never cut: it reads into the
 * largest size that there is. Thread-safe.
 *
 * @since 0.1
 */
public final class DatagramPeer extends FaultyPeer implements AutoCloseable, AssertProvider<DatagramPeerAssert> {

    private final Scope scope;
    private final Options options;
    private final EventLog log;
    private final Track track;
    private final DatagramIo io;
    private final Arrivals arrivals;
    private final Closing closing;
    private final Playing script;
    private volatile @Nullable Answers answers;

    private DatagramPeer(Scope scope, Options options, SocketAddress address, DatagramIo io) {
        super(scope, address, io, options.timeout());
        this.scope = scope;
        this.options = options;
        this.log = scope.log();
        this.track = io.track();
        this.io = io;
        this.arrivals = new Arrivals(this, track, options.timeout());
        this.script = new Playing(track);
        this.closing = new PeerClosing(io.loop());
    }

    /** Makes the peer of a socket that is bound, and hands it to its owner. */
    static DatagramPeer start(Scope scope, Options options, SocketAddress address, DatagramIo io) throws IOException {
        DatagramPeer peer = new DatagramPeer(scope, options, address, io);
        io.start(peer);
        scope.own(peer.closing);
        DeclaredFaults.ofDatagrams(options).forEach(peer::apply);
        return peer;
    }

    /**
     * Join a multicast group on the loopback interface. Only a peer that is bound to the wildcard, or to the group itself, hears
     * it: one that was declared with {@code host = Options.WILDCARD}, or with {@code group}, which has joined it already.
     *
     * @param group a multicast address in digits, such as 239.1.2.3
     * @return this
     * @throws FixtureException if the peer cannot hear it or is closed, or the kernel refuses
     * @throws io.github.loopline.net.CapabilityException for an IPv6 group where the loopback interface has none
     * @throws IllegalArgumentException if it is no multicast address, or of another family
     */
    public DatagramPeer join(String group) {
        InetAddress joined = io.checkGroup(group);
        whileOpen(engineSide -> engineSide.join(joined));
        return this;
    }

    /**
     * Leave a multicast group.
     *
     * @param group a multicast address in digits
     * @return this
     * @throws FixtureException if the peer has not joined it, or is closed
     * @throws IllegalArgumentException if it is no multicast address, or of another family
     */
    public DatagramPeer leave(String group) {
        InetAddress left = io.checkGroup(group);
        whileOpen(engineSide -> engineSide.leave(left));
        return this;
    }

    /**
     * Receive the next datagram, waiting for it.
     *
     * @return the first that no {@code receive} has given yet, whole; never null
     * @throws FixtureException if none comes in time, or it came beyond {@code recordingLimit}
     */
    public Datagram receive() {
        return receive(Integer.MAX_VALUE);
    }

    /**
     * Receive the next datagram into a buffer of limited size, as recv(n) does. What does not fit is not in its data, but
     * {@link Datagram#length()} tells the real length.
     *
     * @param bufferSize how many bytes to give at most, 0 or more
     * @return the datagram, never null
     * @throws FixtureException if none comes in time, or it came beyond {@code recordingLimit}
     */
    public Datagram receive(int bufferSize) {
        if (bufferSize < 0) {
            throw new IllegalArgumentException("receive must be given 0 bytes or more but was " + bufferSize + ".");
        }
        return arrivals.take(bufferSize);
    }

    /**
     * List the datagrams that came so far, whether {@code receive} gave them or not.
     *
     * @return a snapshot in the order of arrival, potentially empty
     * @throws FixtureException if there were more than {@code recordingLimit} keeps
     */
    public List<Datagram> received() {
        return arrivals.all();
    }

    /**
     * Count the datagrams that came so far, kept or not.
     *
     * @return the count
     */
    public long receivedCount() {
        return track.messageCount();
    }

    /**
     * Wait for a datagram.
     *
     * @param index its ordinal, 0 for the first
     * @return the datagram, whether {@code receive} gave it or not; never null
     * @throws FixtureException if it does not come in time, or it came beyond {@code recordingLimit}
     */
    public Datagram datagram(int index) {
        Indexes.check("datagram", index);
        return arrivals.get(index);
    }

    /**
     * Answer each later datagram with code of the test, one after the other on a thread of its own. What the code throws
     * fails the test.
     *
     * @param code gives the answer: a String, a byte[], or a {@link io.github.loopline.fixture.Reply}, which can be none
     * @return this
     * @throws FixtureException while a {@link #script} is being played, and if the peer is closed
     */
    public DatagramPeer answer(DatagramHandler code) {
        if (track.isClosed()) {
            throw track.closed("answer");
        }
        if (script.isGoingOn()) {
            throw new FixtureException("Cannot answer on " + track
                    + ": a script is being played. Wait for its end with awaitScript(), or write it into the script.");
        }
        answers = new Answers(
                scope, track, this, Objects.requireNonNull(code, "answer must be given code but was given null."));
        return this;
    }

    /**
     * Play a script, from now on: {@code peer.script(s -> s.expect("PING").send("PONG"))}. Each step that expects takes one
     * datagram, whole; {@code send} answers whoever has sent the one that was taken last, or goes to where the peer is
     * connected. The first is waited for as long as the peer lives, later ones for the timeout. What does not go as written fails
     * the test, and is said once: the peer stays open and only records then. It comes in place of {@link #answer}.
     *
     * @param code writes the steps
     * @return this
     * @throws IllegalArgumentException if a step cannot be, or not on datagrams
     * @throws FixtureException if another script is being played, the peer is closed, or what has come and was not received is not
     *     kept
     */
    public DatagramPeer script(ScriptCode code) {
        return script(Script.of(code));
    }

    /**
     * Play a script, from now on.
     *
     * @param played any script
     * @return this
     * @throws IllegalArgumentException as {@link #script(ScriptCode)}
     * @throws FixtureException as {@link #script(ScriptCode)}
     */
    public DatagramPeer script(Script played) {
        whileOpen(engineSide -> {
            script.begin(played, new DatagramStage(scope, this, engineSide, options));
            answers = null;
            script.advance();
        });
        return this;
    }

    /**
     * Wait for the timeout until the script has ended.
     *
     * @return this
     * @throws FixtureException if it does not end in time, or there is none
     * @throws io.github.loopline.script.ScriptFailure if it failed, which fails the test as well
     */
    public DatagramPeer awaitScript() {
        return awaitScript(options.timeout());
    }

    /**
     * Wait until the script has ended.
     *
     * @param time how long
     * @return this
     * @throws FixtureException if it does not end in time, or there is none
     * @throws io.github.loopline.script.ScriptFailure if it failed, which fails the test as well
     */
    public DatagramPeer awaitScript(Duration time) {
        script.await(time);
        return this;
    }

    Playing script() {
        return script;
    }

    /** Takes a datagram from the kernel; on the engine's thread. */
    void received(ByteBuffer data, SocketAddress sender) {
        PeerFaults applied = faults();
        if (applied == null) {
            deliver(data, sender);
        } else {
            applied.receive(data, sender);
        }
    }

    /** Takes a datagram that no fault holds back. */
    void deliver(ByteBuffer data, SocketAddress sender) {
        Answers answering = answers;
        Event event = log.addBytes(track, EventKind.RECEIVED, data, sender);
        if (answering != null) {
            byte[] copy = new byte[data.remaining()];
            data.duplicate().get(copy);
            arrivals.answered();
            if (answering.add(arrivals.message((int) track.messageCount() - 1, copy, event))) {
                io.setBehind(true);
            }
        }
        if (script.received(data, sender)) {
            io.setBehind(true);
        }
    }

    Arrivals arrivals() {
        return arrivals;
    }

    /** The answering code has caught up: reads on. */
    void resumeAnswering() {
        onEngine(engineSide -> engineSide.setBehind(false));
    }

    /**
     * Stop reading from the kernel: its buffer fills, and then it drops what comes.
     *
     * @return this
     */
    public DatagramPeer stopReading() {
        onEngine(engineSide -> engineSide.stopReading(true));
        return this;
    }

    /**
     * Read again.
     *
     * @return this
     */
    public DatagramPeer resumeReading() {
        onEngine(engineSide -> engineSide.stopReading(false));
        return this;
    }

    /**
     * Count the datagrams that the kernel dropped because the receive buffer was full.
     *
     * @return the count; 0 for a Unix peer, whose senders wait instead
     * @throws FixtureException if the peer is closed, since the kernel has forgotten it then
     * @throws io.github.loopline.net.CapabilityException where the kernel does not tell (it does on Linux)
     */
    public long dropped() {
        long dropped = track.isClosed() ? KernelDrops.UNKNOWN : io.dropped();
        if (dropped == KernelDrops.UNKNOWN) {
            throw new FixtureException(
                    "Cannot count what the kernel dropped on " + track + ": it is closed. Ask before the close.");
        }
        return dropped;
    }

    /** Close the socket, and delete its file. When it returns, the port or path is free. Idempotent. */
    @Override
    public void close() {
        closing.close();
    }

    private final class PeerClosing extends Closing {

        PeerClosing(EventLoop loop) {
            super(loop, DatagramPeer.this);
        }

        @Override
        protected void closeSockets() {
            io.close();
        }

        @Override
        protected void end() {
            try {
                UnixPaths.delete(socketAddress(), options);
            } catch (IOException e) {
                log.add(track, EventKind.NOTE, "the file could not be deleted: " + e.getMessage());
            }
        }
    }

    @Override
    DatagramPeer self() {
        return this;
    }

    /** Enter AssertJ: {@code assertThat(peer)} finds the assertions of a peer. */
    @Override
    public DatagramPeerAssert assertThat() {
        return new DatagramPeerAssert(this);
    }

    /** Name the peer, as messages do. */
    @Override
    public String toString() {
        return track.toString();
    }
}
