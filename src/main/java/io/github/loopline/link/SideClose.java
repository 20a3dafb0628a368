package io.github.loopline.link;

import io.github.loopline.internal.engine.Engine;
import io.github.loopline.tls.carrier.Carrier;
import io.github.loopline.tls.carrier.CarrierInterest;
import io.github.loopline.trace.EventKind;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** How one side of a connection through a link ends: by FIN, by RST, or behind the alert of TLS that failed. On the engine's thread. */
final class SideClose {

    private final Side side;
    private boolean finReceived; // that of the socket, as the next
    private boolean finSent;
    private boolean closed;
    private boolean draining; // closed as far as anybody can tell: the socket itself waits for the end of its peer

    SideClose(Side side) {
        this.side = side;
    }

    boolean isClosed() {
        return closed;
    }

    /** The peer has ended; beneath TLS the socket has not, perhaps. */
    void finReceived() {
        finReceived = !side.speaksTls();
    }

    void finSent() {
        finSent = !side.speaksTls();
    }

    /** Closes with RST. */
    void reset() {
        boolean unix = side.io().address(side) instanceof UnixDomainSocketAddress;
        // A Unix socket resets by itself if something is unread, and never else.
        close(
                unix ? EventKind.CLOSED : EventKind.RST_SENT,
                unix ? "for a reset, which a Unix socket sends only if something is unread" : null,
                true);
    }

    void close(@Nullable String why) {
        close(EventKind.CLOSED, why, false);
    }

    private void close(EventKind kind, @Nullable String why, boolean abortive) {
        if (closed) {
            return;
        }
        Carrier reached = side.reached();
        if (!abortive && reached != null) {
            reached.goodbye();
        }
        note(kind, why);
        SocketChannel socket = side.socket();
        if (abortive && socket != null) {
            try {
                socket.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException e) {
                note(EventKind.NOTE, "no RST: " + e.getMessage());
            }
        }
        drop();
    }

    private void note(EventKind kind, @Nullable String text) {
        side.track().log().add(side.track(), kind, text);
    }

    /**
     * Closes since TLS has failed: with FIN behind the alert, and the socket itself once the peer has ended too, as a server or a client
     * does.
     */
    void closeBehindAlert(String why) {
        Carrier reached = side.reached();
        if (reached == null || reached.wantsToWrite(false)) {
            close(why); // the peer does not read
            return;
        }
        note(EventKind.CLOSED, why);
        closed = true;
        try {
            side.channel().shutdownOutput();
            draining = true;
            side.updateInterest();
        } catch (IOException e) {
            drop(); // the peer is gone
        }
    }

    /** Tells whether the socket is still open, although all is told to be over. */
    boolean isDraining() {
        return draining;
    }

    /** Drops what comes meanwhile, and closes the socket once the peer has ended. */
    void drain() {
        if (CarrierInterest.drain(side.channel())) {
            drop();
        }
    }

    /** Waits no more for the end of the peer. */
    void leave() {
        if (draining) {
            drop();
        }
    }

    /** Closes the socket, which nothing is to be told of any more. */
    void drop() {
        closed = true;
        draining = false;
        SocketChannel socket = side.socket();
        if (finReceived && finSent) {
            side.interest().closeEnded();
        } else if (socket != null) {
            try {
                Engine.shared().close(socket);
            } catch (IOException e) {
                note(EventKind.NOTE, "closing failed: " + e.getMessage());
            }
        }
        side.io().forgetIfGone();
    }
}
