package io.github.loopline.stream;

import io.github.loopline.fixture.Service;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Recording;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;

/** How a connected stream socket is read: into the recording, until its end, an RST, or the test's word. Engine thread only. */
final class StreamInput {

    /** The peer has sent RST, where a read gives a count, or -1 for FIN. */
    static final int RST = -2;

    private final Engine engine = Engine.shared();
    private final StreamIo io;
    private final Track track;
    private final EventLog log;
    private final Service service;
    private final ReadControl reading;
    private boolean resetByPeer; // a write has seen it, which keeps it from the reads

    StreamInput(StreamIo io, Service service) {
        this.io = io;
        this.track = io.track();
        this.log = track.log();
        this.service = service;
        this.reading = io.reading();
    }

    /** Tells whether nothing is to be read now. */
    boolean isOff() {
        return reading.isOff()
                || isEcho() && !io.sending().isEmpty() && !io.carrier().isShakingHands();
    }

    /** Reads what there is, or has the faults between do it. */
    void read() {
        FaultyIo between = io.faults();
        if (between != null && io.carrier().isReady()) {
            between.fill();
            return;
        }
        Recording received = track.received();
        int left = Engine.MOST_READ;
        for (int i = 0; i < StreamIo.MOST_TURNS && left > 0 && !io.closing().isClosed() && !isOff(); i++) {
            ByteBuffer target = received.target(engine.scratch());
            int from = target.position();
            int room = target.remaining();
            int count = readOrEnd(target);
            if (count <= 0) {
                ended(count);
                return;
            }
            left -= count;
            log.addReceived(track, target, from);
            if (isEcho()) {
                io.output().echo(target.duplicate().flip().position(from));
            }
            throttle();
            io.advance();
            if (count < room && !io.carrier().hasMore()) {
                return;
            }
        }
    }

    private void ended(int count) {
        if (count == RST) {
            io.closing().resetReceived();
        } else if (count < 0) {
            finReceived();
        }
    }

    /** Reads; gives how many bytes, or how the peer has ended. */
    int readOrEnd(ByteBuffer target) {
        try {
            int count = io.carrier().read(target);
            return count < 0 && resetByPeer ? RST : count;
        } catch (SSLException e) {
            io.carrierFailed(e);
            return 0;
        } catch (IOException e) {
            if (!isReset(e)) {
                log.add(track, EventKind.NOTE, "reading failed: " + e.getMessage());
            }
            return RST;
        }
    }

    /** Tells whether the peer has sent RST. */
    static boolean isReset(IOException e) {
        return e.getMessage() != null && e.getMessage().contains("reset");
    }

    void finReceived() {
        reading.end();
        log.add(track, EventKind.FIN_RECEIVED, null);
        io.updateInterest();
        io.closing().finReceived();
        io.advance();
    }

    /** A write has seen that the peer reset: reads what it sent before; if reading is off, that has to wait. */
    void resetSeen() {
        resetByPeer = true;
        long before;
        do {
            before = track.received().size();
            read();
        } while (!io.closing().isClosed() && track.received().size() > before);
        if (!io.closing().isClosed() && reading.isOver()) {
            io.closing().resetReceived();
        }
    }

    /** Tells whether what is received is sent back. */
    boolean isEcho() {
        return service == Service.ECHO;
    }

    /** What has come through the faults is delivered. */
    void delivered(ByteBuffer bytes) {
        if (isEcho()) {
            io.output().echo(bytes);
        }
        throttle();
        io.advance();
    }

    /** Looks again whether the reader is behind; called after it took something or wants more. */
    void throttle() {
        if (reading.throttle()) {
            io.updateInterest();
        }
    }

    /** Stops reading or goes on with it. */
    void stop(boolean stop) {
        if (!io.closing().isClosed() && reading.stop(stop)) {
            log.add(track, stop ? EventKind.READING_STOPPED : EventKind.READING_RESUMED, null);
            io.updateInterest();
        }
    }

    void shutdown() throws IOException {
        if (!reading.isOver() && !io.closing().isClosed()) {
            reading.shut();
            log.add(track, EventKind.INPUT_SHUT, null);
            io.channel().shutdownInput();
            io.updateInterest();
        }
    }

    /** Tells whether there is something that was not read, which makes a close a reset on a Unix socket. */
    boolean hasUnread() throws IOException {
        return reading.isStopped() && io.interest().isReadable();
    }
}
