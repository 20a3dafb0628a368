package io.github.loopline.stream;

import io.github.loopline.fixture.OpenConnections.EndListener;
import io.github.loopline.fixture.Service;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.tls.TlsFault;
import io.github.loopline.tls.carrier.CarrierInterest;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * How a connected stream socket is closed: by the test, by its peer, by a fault, or because it is done. While faults are between, the
 * connection is closed first, and its socket once the end has passed them. Engine thread only.
 */
final class StreamClose {

    private final StreamIo io;
    private final SocketChannel channel;
    private final Track track;
    private final EventLog log;
    private final Service service;
    private final int lingerSeconds;
    private final @Nullable EndListener<StreamIo> listener;
    private boolean closed;
    private boolean endedByFault;
    private boolean departing; // closed, but for what faults hold back or the peer still sends
    private boolean draining; // which is dropped

    StreamClose(StreamIo io, Service service, int lingerSeconds, @Nullable EndListener<StreamIo> listener) {
        this.io = io;
        this.channel = io.channel();
        this.track = io.track();
        this.log = track.log();
        this.service = service;
        this.lingerSeconds = lingerSeconds;
        this.listener = listener;
    }

    boolean isClosed() {
        return closed;
    }

    /** A fault of the handshake ends it. */
    void endHandshake(TlsFault.Then then) {
        if (closed || then == TlsFault.Then.SILENCE) {
            return;
        }
        willEndByFault();
        if (then == TlsFault.Then.RST) {
            endByFault(EventKind.RST_SENT);
        } else {
            shutdownByFault(); // and reads on: a close with something unread would be a reset
        }
    }

    private void shutdownByFault() {
        try {
            io.output().shutdown();
        } catch (IOException e) {
            close(EventKind.CLOSED, "by a fault"); // the peer is gone
        }
    }

    /** Closes with FIN, as if TLS had nothing to say at its end. */
    void closeWithoutNotify() {
        io.carrying().secured("close without close_notify").keepGoodbye();
        close(EventKind.CLOSED);
    }

    /** The peer has sent FIN: closes what stands for a finished server; what nobody serves stays half open. */
    void finReceived() {
        if (endedByFault) {
            close(EventKind.CLOSED, "by a fault");
        }
        closeOnceSent();
        if (service == Service.RECORD && listener != null) {
            listener.halfOpened(io);
        }
    }

    /** The peer has sent RST. */
    void resetReceived() {
        end(EventKind.RST_RECEIVED, null, "the peer sent RST");
        closeChannel();
    }

    /** Closes what stands for a finished server, once the peer has ended and has its answer. */
    void closeOnceSent() {
        if (io.sending().isEmpty() && io.reading().isOver() && service != Service.RECORD) {
            close(EventKind.CLOSED);
        }
    }

    /** Closes with FIN, or with RST if that is asked for or the linger time is 0. */
    void close(EventKind kind) {
        close(kind, null);
    }

    void close(EventKind kind, @Nullable String why) {
        if (closed) {
            return;
        }
        FaultyIo between = io.faults();
        if (between != null) {
            depart(kind, why, between);
            return;
        }
        EventKind real = lingerSeconds == 0 ? EventKind.RST_SENT : kind;
        if (real == EventKind.CLOSED) {
            io.carrier().goodbye();
        }
        end(real, why == null ? io.sending().unsent() : why, "the connection is closed");
        if (real == EventKind.RST_SENT) {
            abort();
        }
        closeChannel();
    }

    /** Makes the close a reset. */
    private void abort() {
        try {
            // Also for a Unix socket, whose kernel ignores it: without it the JDK shuts the output down before it
            // closes, and the peer would see the end of the stream instead of the reset that unread data makes.
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            log.add(track, EventKind.NOTE, "no RST: " + e.getMessage());
        }
    }

    /** Closes as far as the test can see; the end goes through the faults before the socket is closed. */
    private void depart(EventKind kind, @Nullable String why, FaultyIo between) {
        EventKind real = lingerSeconds == 0 ? EventKind.RST_SENT : kind;
        String what = (real == EventKind.RST_SENT ? "RST" : "FIN") + " is under way";
        String more = why == null ? io.sending().unsent() : why;
        departing = true;
        end(EventKind.CLOSING, more == null ? what : what + ", " + more, "the connection is closed");
        between.depart(real == EventKind.RST_SENT);
    }

    /** Closes as a fault wants it. */
    void endByFault(EventKind kind) {
        willEndByFault();
        if (kind == EventKind.RST_SENT) {
            closeNow(kind, "by a fault");
        } else {
            close(kind, "by a fault");
        }
    }

    void willEndByFault() {
        endedByFault = true;
    }

    boolean isEndedByFault() {
        return endedByFault;
    }

    /** Closes at once, whatever faults hold back. */
    void abandon(@Nullable String why) {
        FaultyIo between = io.faults();
        long rest = between == null ? 0 : between.discard();
        closeNow(EventKind.CLOSED, why != null || rest == 0 ? why : "with " + rest + " bytes under way");
    }

    /**
     * Closes since TLS has failed: with FIN behind the alert, and the socket itself once the peer has ended too. What it still sends is
     * dropped, since a close with something unread would be a reset, which a peer that writes sees instead of the alert.
     */
    void tlsFailed(String why) {
        if (closed || lingerSeconds == 0 || io.carrier().wantsToWrite(false)) {
            abandon(why);
            return;
        }
        FaultyIo between = io.faults();
        if (between != null) {
            between.discard();
        }
        io.dropFaults();
        departing = true;
        draining = true;
        end(EventKind.CLOSED, why, "the connection is closed");
        try {
            channel.shutdownOutput();
            io.updateInterest();
        } catch (IOException e) {
            closeNow(EventKind.CLOSED, null); // the peer is gone
        }
    }

    /** Tells whether all that comes is dropped. */
    boolean isDraining() {
        return draining && channel.isOpen();
    }

    /** Drops what has come, and closes once the peer has ended. */
    void drain() {
        if (CarrierInterest.drain(channel)) {
            closeNow(EventKind.CLOSED, null);
        }
    }

    /** Closes the socket too, since nothing has to pass the faults any more. */
    void closeNow(EventKind kind, @Nullable String why) {
        io.dropFaults();
        if (!departing) {
            close(kind, why);
            return;
        }
        departing = false;
        if (!draining) {
            log.add(track, kind, why); // else it is told already
        }
        if (listener != null) {
            listener.ended(io);
        }
        if (kind == EventKind.RST_SENT) {
            abort();
        }
        closeChannel();
    }

    /** Forgets the channel without closing it, so that the caller can close it and linger; false if that is not for the caller. */
    boolean release() {
        if (io.faults() != null) {
            close(EventKind.CLOSED); // the end is theirs
            return false;
        }
        boolean mine = !closed;
        if (mine) {
            io.carrier().goodbye();
            end(EventKind.CLOSED, io.sending().unsent(), "the connection is closed");
            io.interest().cancel();
        }
        return mine;
    }

    private void end(EventKind kind, @Nullable String detail, String reason) {
        closed = true;
        io.sending().fail(kind, detail, reason);
        if (listener != null && !departing) {
            listener.ended(io);
        }
        io.advance();
    }

    private void closeChannel() {
        io.dropFaults();
        try {
            Engine.shared().close(channel);
        } catch (IOException e) {
            log.add(track, EventKind.NOTE, "closing failed: " + e.getMessage());
        }
    }
}
