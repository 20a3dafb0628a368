package io.github.loopline.link;

import io.github.loopline.fault.Direction;
import io.github.loopline.fault.pipe.Pipe;
import io.github.loopline.fault.pipe.PipeEnd;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.Guess;
import io.github.loopline.internal.engine.Handler;
import io.github.loopline.internal.posix.ReadWatch;
import io.github.loopline.tls.TlsContext;
import io.github.loopline.tls.TlsFacts;
import io.github.loopline.tls.TlsFault;
import io.github.loopline.tls.carrier.Carrier;
import io.github.loopline.tls.carrier.CarrierInterest;
import io.github.loopline.tls.carrier.DirectCarrier;
import io.github.loopline.tls.carrier.TlsCarrier;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One of the two sockets of a connection through a link. Everything runs on the engine's thread. */
final class Side implements Handler, PipeEnd, CarrierInterest.Reader {

    /** Reads of one channel before another gets its turn. */
    private static final int MOST_TURNS = 16;

    private final Track track;
    private final @Nullable TlsContext tls;
    private @Nullable LinkIo io;
    private @Nullable Side other; // of the same connection
    private @Nullable Pipe in; // takes what this socket receives
    private @Nullable Pipe out; // gives what this socket sends
    private @Nullable SocketChannel channel;
    private final CarrierInterest interest = new CarrierInterest(this);
    private @Nullable Carrier carrier; // once it is connected
    private boolean ready; // bytes can be exchanged
    private final SideClose closing = new SideClose(this);
    private final Guess answers = new Guess(this);

    /** Speaks TLS to its peer, or plain text if there is none. */
    Side(Track track, @Nullable TlsContext tls) {
        this.track = track;
        this.tls = tls;
    }

    void join(LinkIo whole, Direction received, Side peer) {
        io = whole;
        other = peer;
        in = whole.pipe(received);
        out = whole.pipe(received.opposite());
    }

    LinkIo io() {
        return Objects.requireNonNull(io);
    }

    @Override
    public Track track() {
        return track;
    }

    SocketChannel channel() {
        return Objects.requireNonNull(channel);
    }

    Pipe in() {
        return Objects.requireNonNull(in);
    }

    Pipe out() {
        return Objects.requireNonNull(out);
    }

    private Carrier carrier() {
        return Objects.requireNonNull(carrier);
    }

    /** Gives what is known of TLS; null in plain text, and before it is connected. On any thread, with the log locked. */
    @Nullable
    TlsFacts facts() {
        Carrier carrying = carrier;
        return carrying == null ? null : carrying.facts();
    }

    /** Tells whether it speaks TLS once it is connected. On any thread. */
    boolean speaksTls() {
        return tls != null;
    }

    /** Tells whether the peer has ended its stream by close_notify. */
    boolean hasSaidGoodbye() {
        TlsFacts known = facts();
        return known != null && known.closeNotifyReceived();
    }

    @Override
    public boolean isConnected() {
        return ready && !isClosed();
    }

    /** Tells whether there is a connection, be its handshake done or not. */
    boolean isReached() {
        return carrier != null && !isClosed();
    }

    @Override
    public boolean isClosed() {
        return closing.isClosed();
    }

    SideClose closing() {
        return closing;
    }

    CarrierInterest interest() {
        return interest;
    }

    /** Gives the socket, if there has been one. */
    @Nullable
    SocketChannel socket() {
        return channel;
    }

    /** Gives what carries bytes, once it is connected. */
    @Nullable
    Carrier reached() {
        return carrier;
    }

    /** Watches a socket that connects. */
    void connecting(SocketChannel socket) throws IOException {
        channel = socket;
        interest.register(socket, SelectionKey.OP_CONNECT, this);
    }

    /** Takes a socket that is connected. */
    void connected(SocketChannel socket) throws IOException {
        channel = socket;
        if (!interest.isRegistered()) {
            interest.register(socket, 0, this);
        }
        Carrier carrying = carry(socket);
        synchronized (track.log()) {
            carrier = carrying;
        }
        try {
            carrying.start();
        } catch (SSLException e) {
            io().tlsFailed(this, e);
        }
        ready = carrying.isReady();
    }

    private Carrier carry(SocketChannel socket) {
        return tls == null
                ? new DirectCarrier(socket)
                : new TlsCarrier(socket, track, tls.engine(), interest::resume, tls.fault(), this::endHandshake);
    }

    /** Does what follows a fault in the handshake. */
    private void endHandshake(TlsFault.Then then) {
        if (isClosed()) {
            return;
        }
        if (then == TlsFault.Then.RST) {
            io().reset();
        } else if (then == TlsFault.Then.FIN) {
            shutdownOutput();
        }
    }

    @Override
    public void ready(SelectionKey selected) {
        if (closing.isDraining()) {
            closing.drain();
            return;
        }
        if (carrier == null) {
            io().finishConnect();
            return;
        }
        if (selected.isReadable()) {
            fill(); // first: a write would take the peer's RST away from the reads
        }
        if (selected.isValid() && selected.isWritable()) {
            flush();
        }
    }

    private void flush() {
        try {
            carrier().flush();
            out().unblock();
        } catch (IOException e) {
            io().writeFailed(out(), e);
        }
    }

    @Override
    public void readOn() {
        if (!isClosed()) {
            fill();
        }
    }

    @Override
    public boolean readAnswer() {
        long before = in().arrived();
        boolean open = canAnswer();
        readOn();
        return in().arrived() > before || open && !canAnswer();
    }

    private boolean canAnswer() {
        return !in().isInputOver() && !isClosed();
    }

    @Override
    public void failed(Throwable failure) {
        track.log().add(track, EventKind.ERROR, failure);
        io().abandon();
    }

    void updateInterest() {
        Carrier carrying = carrier;
        if (closing.isDraining()) {
            interest.watch(true, false);
        } else if (carrying != null) {
            interest.watch(carrying, wantsToRead(), out().isBlocked());
        }
    }

    /** Tells whether there is room for what comes; a handshake needs none. */
    private boolean wantsToRead() {
        return !isClosed() && (!ready || in().wantsInput());
    }

    /** Reads what there is, as far as there is room. */
    void fill() {
        EventLog log = track.log();
        int left = Engine.MOST_READ;
        for (int i = 0; i < MOST_TURNS && left > 0 && wantsToRead(); i++) {
            ByteBuffer scratch = Engine.shared().scratch();
            ByteBuffer target = track.received().target(scratch);
            int start = target.position();
            int end = target.limit();
            int room = Math.min(end - start, in().most());
            int count = read(target.limit(start + room));
            target.limit(end);
            left -= count;
            if (!ready && carrier().isReady()) {
                ready = true;
                io().secured();
            }
            if (count <= 0) {
                break;
            }
            log.addReceived(track, target, start);
            in().take(target.duplicate().flip().position(start), target != scratch);
            if (count < room && !carrier().hasMore()) {
                break;
            }
        }
        io().updateInterest();
    }

    /** Reads once; an end is dealt with and gives 0. */
    private int read(ByteBuffer target) {
        try {
            int count = carrier().read(target);
            if (count < 0 && !carrier().isReady()) {
                track.log().add(track, EventKind.FIN_RECEIVED, null);
                io().broken(this, "since its peer has ended in the handshake");
                return 0;
            }
            if (count < 0) {
                closing.finReceived();
                track.log().add(track, EventKind.FIN_RECEIVED, null);
                in().end();
                return 0;
            }
            return count;
        } catch (SSLException e) {
            io().tlsFailed(this, e);
            return 0;
        } catch (IOException e) {
            io().resetBy(this);
            return 0;
        }
    }

    @Override
    public void write(ByteBuffer data, long place) throws IOException {
        int start = data.position();
        if (carrier().write(data) > 0) {
            Track origin = Objects.requireNonNull(other).track;
            track.log().addPassed(track, data.duplicate().flip().position(start), origin, place);
            Engine.shared().expectAnswer(answers);
        }
    }

    @Override
    public void delivered() {
        // a link does nothing with it
    }

    @Override
    public void awaitRead(Consumer<ReadWatch.End> then) {
        ReadWatch.start(track.toString(), channel(), then);
    }

    @Override
    public void shutdownOutput() {
        track.log().add(track, EventKind.FIN_SENT, null);
        try {
            carrier().shutdownOutput();
            closing.finSent();
        } catch (IOException e) {
            track.log().add(track, EventKind.NOTE, "no FIN: " + e.getMessage());
        }
    }
}
