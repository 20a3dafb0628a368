package io.github.loopline.link;

import io.github.loopline.fault.Direction;
import io.github.loopline.fault.StreamEffect.Kind;
import io.github.loopline.fault.pipe.AppliedStreamFault;
import io.github.loopline.fault.pipe.Duplex;
import io.github.loopline.fault.pipe.Pipe;
import io.github.loopline.fixture.Options;
import io.github.loopline.stream.TlsSide;
import io.github.loopline.tls.TlsFacts;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The engine's side of a connection through a link: the client's socket, the one to the server, and a pipe each way. Everything
 * runs on the engine's thread.
 */
final class LinkIo extends Duplex {

    private final StreamLink link;
    private final EventLog log;
    private final SocketAddress clientAddress;
    private final SocketAddress serverAddress;
    private final Side client;
    private final Side server;
    private final Dial dial;
    private boolean over;

    LinkIo(
            StreamLink link,
            int index,
            Side client,
            Side server,
            Options options,
            SocketAddress from,
            SocketAddress to) {
        super(index, client, server);
        this.link = link;
        this.log = client.track().log();
        this.clientAddress = from;
        this.serverAddress = to;
        this.client = client;
        this.server = server;
        client.join(this, Direction.TO_SERVER, server);
        server.join(this, Direction.TO_CLIENT, client);
        dial = new Dial(this, server, to, options);
    }

    @Override
    public Track track() {
        return client.track();
    }

    Track client() {
        return client.track();
    }

    Track server() {
        return server.track();
    }

    /** Gives what is known of TLS with one side; null if there is none. On any thread. */
    @Nullable
    TlsFacts facts(Direction towards) {
        synchronized (log) {
            return (towards == Direction.TO_SERVER ? server : client).facts();
        }
    }

    /** Tells of one side what assertions on TLS look at. On any thread. */
    TlsSide tls(Direction towards) {
        Side side = towards == Direction.TO_SERVER ? server : client;
        synchronized (log) {
            boolean gone = client().isClosed();
            boolean ended = side.track().peerEnd() != null;
            if (!side.speaksTls()) {
                return new TlsSide(null, ended, true, "the link speaks no TLS " + towards);
            }
            TlsFacts facts = side.facts();
            String state = facts == null
                    ? "the link has not connected " + towards
                    : "the connection is " + (gone ? "over" : "open");
            return new TlsSide(facts, ended, side.track().isClosed() || ended || facts == null && gone, state);
        }
    }

    Traffic traffic(Direction direction) {
        Pipe pipe = pipe(direction);
        synchronized (log) {
            return new Traffic(pipe.arrived(), pipe.passed(), pipe.lost());
        }
    }

    SocketAddress clientAddress() {
        return clientAddress;
    }

    SocketAddress address(Side side) {
        return side == client ? clientAddress : serverAddress;
    }

    /** Takes the client's socket; connects to the server unless a fault ends it at once. */
    void start(SocketChannel accepted, List<AppliedStreamFault> faults) throws IOException {
        client.connected(accepted);
        refresh(faults);
        if (!over) {
            dial.start();
        }
        if (server.isConnected()) {
            client.fill(); // most clients have sent something by now: no need to ask the selector
        }
    }

    /** The kernel tells more of the socket to the server. */
    void finishConnect() {
        dial.finish();
    }

    /** One more side can exchange bytes. */
    void secured() {
        pipe(Direction.TO_SERVER).unblock();
        pipe(Direction.TO_CLIENT).unblock();
    }

    /** The server cannot be reached, so the client is reset. */
    void unreachable() {
        server.closing().drop();
        client.closing().reset();
        finish();
    }

    @Override
    protected boolean endsNow(Kind kind) {
        boolean now = !server.isConnected() && (kind == Kind.RESET || kind == Kind.CLOSE);
        if (now && kind == Kind.RESET) {
            reset();
        } else if (now) {
            close();
        }
        return now;
    }

    /** The receiver has closed or reset, which a write tells before a read: what it sent before is read first. */
    @Override
    protected void writeFailed(Pipe pipe, IOException e) {
        Side gone = pipe == client.out() ? client : server;
        log.add(gone.track(), EventKind.SEND_FAILED, e.getMessage());
        pipe.discard();
        long before;
        do {
            before = gone.in().arrived();
            gone.fill();
        } while (gone.in().arrived() > before && !gone.isClosed());
        if (gone.hasSaidGoodbye()) {
            broken(gone, "since its peer takes nothing more");
        } else {
            resetBy(gone);
        }
    }

    /** The peer of a side has sent RST: what it sent before goes on to the other side, and then the RST. */
    void resetBy(Side side) {
        if (side.isClosed()) {
            return;
        }
        log.add(side.track(), EventKind.RST_RECEIVED, null);
        side.closing().drop();
        cutOff(side);
    }

    /** TLS of a side has failed, as its alert tells the peer. */
    void tlsFailed(Side side, SSLException e) {
        if (!side.isClosed()) {
            side.closing().closeBehindAlert("since TLS failed: " + e.getMessage());
            breakOff(side);
        }
    }

    /** Closes a side whose stream broke off. */
    void broken(Side side, String why) {
        if (!side.isClosed()) {
            side.closing().close(why);
            breakOff(side);
        }
    }

    /** The other side gets what this one has sent, and then an RST, for there was no end. */
    private void breakOff(Side side) {
        if ((side == client ? server : client).isConnected()) {
            cutOff(side);
        } else {
            reset(); // nothing can get there
        }
    }

    private void cutOff(Side side) {
        side.out().discard();
        side.in().reset();
        updateInterest();
    }

    @Override
    public void reset() {
        discard();
        synchronized (log) { // whoever sees one side closed sees the other closed, too
            client.closing().reset();
            if (server.isReached()) {
                server.closing().reset();
            } else if (!server.isClosed()) {
                server.closing().drop();
            }
        }
        finish();
    }

    /** Closes both sockets now, with what is under way, and waits for no peer. */
    void abandon() {
        close();
        client.closing().leave();
        server.closing().leave();
    }

    /** Closes both sockets now, with what is under way. */
    void close() {
        if (over) {
            return;
        }
        long rest = discard();
        String why = rest == 0 ? null : "with " + rest + " bytes under way";
        synchronized (log) { // as in reset
            client.closing().close(why);
            if (server.isReached()) {
                server.closing().close(null);
            } else if (!server.isClosed()) {
                server.closing().drop();
            }
        }
        finish();
    }

    @Override
    protected void resetPassed(Pipe pipe) {
        reset();
    }

    @Override
    protected void finishIfDone() {
        if (!over && isDone()) {
            synchronized (log) { // as in reset
                client.closing().close(null);
                server.closing().close(null);
            }
            finish();
        }
    }

    private void finish() {
        over = true;
        forgetIfGone();
    }

    /** Lets the link forget it once both sockets are closed. */
    void forgetIfGone() {
        if (over && !client.closing().isDraining() && !server.closing().isDraining()) {
            link.ended(this);
        }
    }

    @Override
    public boolean isOver() {
        return over;
    }

    @Override
    protected void updateInterest() {
        client.updateInterest();
        server.updateInterest();
    }
}
