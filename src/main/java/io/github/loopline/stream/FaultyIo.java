package io.github.loopline.stream;

import io.github.loopline.fault.Direction;
import io.github.loopline.fault.StreamEffect.Kind;
import io.github.loopline.fault.pipe.Duplex;
import io.github.loopline.fault.pipe.Pipe;
import io.github.loopline.fault.pipe.PipeEnd;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.Task;
import io.github.loopline.internal.posix.ReadWatch;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.function.Consumer;

/**
 * What faults put between the socket of a connection and the connection itself, as if a link were there: two pipes. What has passed
 * them is recorded as received or sent. Everything runs on the engine's thread.
 */
final class FaultyIo extends Duplex {

    private final StreamIo io;
    private final Pipe in;
    private final Pipe out;
    private final ByteBuffer buffer =
            ByteBuffer.allocate(Engine.SCRATCH_BYTES); // the engine's is used for what this leads to
    private final ByteBuffer outgoing = ByteBuffer.allocate(Engine.SCRATCH_BYTES);
    private boolean handingOver;
    private boolean resetByPeer;
    private boolean closing; // by a fault

    FaultyIo(StreamIo io, Direction sends) {
        super(io.track().index(), end(io, sends == Direction.TO_SERVER), end(io, sends == Direction.TO_CLIENT));
        this.io = io;
        this.out = pipe(sends);
        this.in = pipe(sends.opposite());
        synchronized (io.track().log()) {
            in.startAt(io.track().received().size());
            out.startAt(io.track().sent().size());
        }
    }

    private static PipeEnd end(StreamIo io, boolean own) {
        return own ? new OwnEnd(io) : new SocketEnd(io);
    }

    void ready(SelectionKey ready) {
        if (ready.isReadable()) {
            fill();
        }
        if (ready.isValid() && ready.isWritable()) {
            try {
                io.carrier().flush();
            } catch (IOException e) {
                writeFailed(out, e);
            }
            out.unblock();
        }
    }

    /** Reads what there is, as far as there is room. */
    void fill() {
        for (int i = 0; i < StreamIo.MOST_TURNS && wantsInput(); i++) {
            int count = io.input().readOrEnd(buffer.clear());
            if (count == StreamInput.RST) {
                resetByPeer = true;
                out.discard();
                in.reset();
            } else if (count < 0) {
                in.end();
            } else if (count > 0) {
                in.take(buffer.flip(), false);
            }
            if (count < buffer.capacity()) {
                break;
            }
        }
        updateInterest();
    }

    /** Tells whether bytes are under way. */
    boolean holdsBytes() {
        return !(in.isEmpty() && out.isEmpty());
    }

    /** Tells whether bytes are under way to the peer. */
    boolean holdsOutput() {
        return !out.isDrained();
    }

    /** Tells whether bytes are under way from the peer. */
    boolean holdsInput() {
        return !in.isDrained();
    }

    /** Tells whether faults freeze it or gather it. */
    boolean holdsOutputBack() {
        return out.holdsBack();
    }

    private boolean wantsInput() {
        return in.wantsInput() && (io.closing().isClosed() || !io.input().isOff());
    }

    /** The connection reads again, or no more. */
    void resumed() {
        updateInterest();
    }

    /** Takes what is to be sent, as far as there is room, and looks what to watch for. */
    @Override
    protected void updateInterest() {
        if (!handingOver && !io.carrying().isDue()) {
            handingOver = true;
            io.sending().flush(out, outgoing, StreamIo.MOST_TURNS);
            handingOver = false;
            io.output().handedOver();
        }
        if (in.isBlocked() && !io.input().isOff()) {
            in.unblock(); // which comes back here
            return;
        }
        io.watch(wantsInput(), out.isBlocked());
    }

    /** The connection has shut its output down. */
    void shutdown() {
        out.end();
    }

    /** The connection is closed; the end, or an RST, is still to pass. */
    void depart(boolean abortive) {
        in.discard();
        if (abortive) {
            out.reset();
        } else {
            out.end();
        }
        updateInterest();
    }

    @Override
    public Track track() {
        return io.track();
    }

    @Override
    public boolean isOver() {
        return !io.channel().isOpen();
    }

    @Override
    protected boolean endsNow(Kind kind) {
        if (kind == Kind.CLOSE) {
            closing = true;
            io.closing().willEndByFault();
        }
        return false;
    }

    @Override
    public void reset() {
        discard();
        io.closing().endByFault(EventKind.RST_SENT);
    }

    @Override
    protected void resetPassed(Pipe pipe) {
        boolean theirs = pipe == in && resetByPeer;
        if (io.closing().isClosed()) { // and what the test ended with has got through, or never will
            io.closing().closeNow(theirs ? EventKind.RST_RECEIVED : EventKind.RST_SENT, null);
        } else if (theirs) {
            io.closing().resetReceived();
        } else {
            io.closing().endByFault(EventKind.RST_SENT);
        }
    }

    @Override
    protected void finishIfDone() {
        if (closing && out.isEnded() && in.isEnded() && !io.closing().isClosed()) {
            io.closing().endByFault(EventKind.CLOSED);
        }
        if (io.closing().isClosed() && out.isEnded() && (!closing || in.isInputOver())) {
            io.closing().closeNow(EventKind.CLOSED, null);
        }
    }

    @Override
    protected void writeFailed(Pipe pipe, IOException e) {
        out.discard();
        io.output().failed(e);
    }

    /** The socket. */
    private static final class SocketEnd implements PipeEnd {

        private final StreamIo io;

        SocketEnd(StreamIo io) {
            this.io = io;
        }

        @Override
        public Track track() {
            return io.track();
        }

        @Override
        public boolean isConnected() {
            return io.channel().isOpen();
        }

        @Override
        public boolean isClosed() {
            return !io.channel().isOpen();
        }

        @Override
        public void write(ByteBuffer data, long place) throws IOException {
            io.sending().write(data);
        }

        /** The peer acts on it: by its hello, if that was the last in plain text. */
        @Override
        public void delivered() {
            io.plainDelivered();
        }

        @Override
        public void awaitRead(Consumer<ReadWatch.End> then) {
            ReadWatch.start(io.track().toString(), io.channel(), then);
        }

        @Override
        public void shutdownOutput() {
            track().log().add(track(), EventKind.FIN_SENT, null);
            try {
                io.carrier().shutdownOutput();
            } catch (IOException e) {
                track().log().add(track(), EventKind.NOTE, "no FIN: " + e.getMessage());
            }
        }
    }

    /** The connection itself. */
    private static final class OwnEnd implements PipeEnd {

        private final StreamIo io;
        private ByteBuffer last = ByteBuffer.allocate(0);

        OwnEnd(StreamIo io) {
            this.io = io;
        }

        @Override
        public Track track() {
            return io.track();
        }

        @Override
        public boolean isConnected() {
            return true;
        }

        @Override
        public boolean isClosed() {
            return io.closing().isClosed();
        }

        /** Takes all or, while the connection is not read, nothing. */
        @Override
        public void write(ByteBuffer data, long place) {
            if (!io.input().isOff()) {
                if (io.input().isEcho()) {
                    last = ByteBuffer.allocate(data.remaining())
                            .put(data.duplicate())
                            .flip();
                }
                track().log().addBytes(track(), EventKind.RECEIVED, data.duplicate(), null);
                data.position(data.limit());
            }
        }

        @Override
        public void delivered() {
            io.input().delivered(last);
        }

        /** What is delivered here is read. */
        @Override
        public void awaitRead(Consumer<ReadWatch.End> then) {
            Engine.shared().execute(new Task() {
                @Override
                protected void run() {
                    then.accept(ReadWatch.End.READ);
                }
            });
        }

        @Override
        public void shutdownOutput() {
            if (!io.closing().isClosed() && !io.closing().isEndedByFault()) {
                io.input().finReceived();
            }
        }
    }
}
