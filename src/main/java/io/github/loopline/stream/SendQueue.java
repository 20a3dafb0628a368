package io.github.loopline.stream;

import io.github.loopline.fault.pipe.Pipe;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What a connection has still to send, and the writes that are recorded as sent. Engine thread only. */
final class SendQueue {

    private final SocketChannel channel;
    private final Carrying carrying;
    private final Track track;
    private final EventLog log;
    private final ArrayDeque<Outgoing> queue = new ArrayDeque<>(2);
    private @Nullable String unsendable; // why nothing can be sent any more

    SendQueue(SocketChannel channel, Carrying carrying, Track track) {
        this.channel = channel;
        this.carrying = carrying;
        this.track = track;
        this.log = track.log();
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    boolean isUnsendable() {
        return unsendable != null;
    }

    /** Takes bytes; fails them if nothing can be sent any more. */
    boolean add(Outgoing outgoing) {
        String reason = unsendable;
        if (reason != null) {
            outgoing.fail(reason);
            return false;
        }
        return queue.add(outgoing);
    }

    /** Takes back what is not on its way. */
    void remove(Outgoing outgoing, ByteBuffer buffer) {
        if (outgoing == queue.peek()) {
            outgoing.fill(buffer);
            int begun = carrying.carrier().settle();
            synchronized (log) {
                outgoing.advance(begun);
                if (begun > 0) {
                    log.addBytes(track, EventKind.SENT, buffer.limit(begun), null);
                }
            }
        }
        queue.remove(outgoing);
    }

    /** Writes until the kernel's buffer is full, or it is another channel's turn. */
    void flush(ByteBuffer buffer, int mostWrites) throws IOException {
        carrying.carrier().flush();
        Outgoing first = queue.peek();
        for (int i = 0; i < mostWrites && first != null; i++) {
            first.fill(buffer.clear());
            write(buffer, first);
            if (buffer.hasRemaining()) {
                return;
            }
            first = queue.peek();
        }
    }

    /** Hands bytes to what faults have put before the kernel, as far as there is room. */
    void flush(Pipe pipe, ByteBuffer buffer, int mostWrites) {
        Outgoing first = queue.peek();
        for (int i = 0; i < mostWrites && first != null && pipe.wantsInput(); i++) {
            first.fill(buffer.clear());
            int length = buffer.remaining();
            if (length == first.remaining()) {
                queue.poll(); // before a fault ends the connection, which would fail it
            }
            pipe.take(buffer, false);
            synchronized (log) {
                first.advance(length);
                log.notifyAll(); // who sent it: nothing tells that it is under way
            }
            first = queue.peek();
        }
    }

    /** Writes what does not have to queue. */
    void write(ByteBuffer buffer) throws IOException {
        write(buffer, null);
    }

    private void write(ByteBuffer buffer, @Nullable Outgoing queued) throws IOException {
        int from = buffer.position();
        int written = carrying.carrier().write(buffer);
        synchronized (log) {
            if (queued != null && queued.advance(written)) {
                queue.poll();
            }
            if (written > 0) {
                log.addBytes(track, EventKind.SENT, buffer.duplicate().flip().position(from), null);
            }
        }
    }

    void writeUrgent(int data) throws IOException {
        String reason = unsendable;
        if (reason != null) {
            throw new IOException(reason);
        }
        try {
            channel.socket().sendUrgentData(data);
        } catch (UnsupportedOperationException e) {
            throw new IOException("a Unix socket has no urgent data", e);
        }
        log.addBytes(track, EventKind.SENT, ByteBuffer.wrap(new byte[] {(byte) data}), "urgent");
    }

    void shutdown() throws IOException {
        if (unsendable == null) {
            fail(EventKind.FIN_SENT, null, "the output is shut down");
            carrying.carrier().shutdownOutput();
        }
    }

    /** Takes nothing more, for a reason. */
    void refuse(String reason) {
        unsendable = reason;
    }

    /** Takes nothing more, and logs why what is queued will not be sent. */
    void fail(EventKind kind, @Nullable Object detail, String reason) {
        refuse(reason);
        synchronized (log) {
            for (Outgoing outgoing : queue) {
                outgoing.fail(reason);
            }
            queue.clear();
            log.add(track, kind, detail);
        }
    }

    /** Says how much is still to be sent; null for nothing. */
    @Nullable
    String unsent() {
        long bytes = 0;
        for (Outgoing outgoing : queue) {
            bytes += outgoing.remaining();
        }
        return bytes == 0 ? null : "with " + bytes + " bytes unsent";
    }
}
