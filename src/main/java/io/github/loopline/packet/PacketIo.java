package io.github.loopline.packet;

import io.github.loopline.fixture.NativeSockets;
import io.github.loopline.fixture.OpenConnections.EndListener;
import io.github.loopline.fixture.OutgoingMessage;
import io.github.loopline.fixture.Service;
import io.github.loopline.internal.posix.Constants;
import io.github.loopline.internal.posix.Errno;
import io.github.loopline.internal.posix.ErrnoException;
import io.github.loopline.internal.posix.Incoming;
import io.github.loopline.internal.posix.NativeSocket;
import io.github.loopline.internal.posix.PollEngine;
import io.github.loopline.internal.posix.PollHandler;
import io.github.loopline.internal.posix.PollKey;
import io.github.loopline.script.Playing;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The poll thread's side of one connected socket of messages: receives into the recording, sends the queue out, notices how it
 * ends. Everything runs on that thread.
 */
final class PacketIo implements PollHandler {

    /** Messages of one socket before another gets its turn. */
    private static final int MOST_TURNS = 256;

    private final PollEngine engine;
    private final NativeSocket socket;
    private final Track track;
    private final EventLog log;
    private final Service service;
    private final @Nullable EndListener<PacketIo> listener;
    private final Playing script;
    private final ArrayDeque<OutgoingMessage> queue = new ArrayDeque<>(2);
    private @Nullable PollKey key;
    private @Nullable String unsendable; // why nothing can be sent any more
    private boolean stopped; // by the test
    private boolean behind; // the script is
    private boolean inputOver;
    private boolean resetByPeer; // the kernel has said so; messages may still be there
    private boolean closed;

    PacketIo(
            PollEngine engine,
            NativeSocket socket,
            Track track,
            Service service,
            @Nullable EndListener<PacketIo> listener) {
        this.engine = engine;
        this.socket = socket;
        this.track = track;
        this.log = track.log();
        this.service = service;
        this.listener = listener;
        this.script = new Playing(track);
    }

    PollEngine engine() {
        return engine;
    }

    /**
     * Begins to read. A time stamp comes with each message, also with an empty one, and with the end none: by that they are told
     * apart. Poll does not tell, since an end may stand behind messages that are still to be read.
     */
    void start() throws IOException {
        socket.setOption(Constants.SOL_SOCKET, Constants.SO_TIMESTAMP, 1);
        key = engine.register(socket, Constants.POLLIN, this);
    }

    @Override
    public void ready(PollKey ready, int events) throws IOException {
        if ((events & Constants.POLLOUT) != 0) {
            flush();
            script.advance();
        }
        if (!closed) {
            read();
        }
    }

    @Override
    public void failed(Throwable failure) {
        log.add(track, EventKind.ERROR, failure);
        close(EventKind.CLOSED, null);
    }

    private void read() throws IOException {
        for (int i = 0; i < MOST_TURNS && !closed && !isReadingOff(); i++) {
            try {
                int length = socket.nextLength();
                ByteBuffer data = engine.buffer(length);
                Incoming in = length < 0 ? null : socket.receive(data);
                if (in == null) {
                    return;
                }
                if (in.control().length == 0) {
                    ended();
                    return;
                }
                received(data.flip());
            } catch (ErrnoException e) {
                if (!e.is(Errno.ECONNRESET)) {
                    throw e;
                }
                resetByPeer = true; // told once, and before the messages that came earlier
            }
        }
    }

    private void received(ByteBuffer data) {
        log.addBytes(track, EventKind.RECEIVED, data, null);
        if (service == Service.ECHO) {
            byte[] copy = new byte[data.remaining()];
            data.duplicate().get(copy);
            send(new OutgoingMessage(copy));
        }
        if (script.received(data, null)) {
            setBehind(true);
        }
    }

    private void ended() throws IOException {
        inputOver = true;
        // A reset that comes between the kernel's looks for an error and for the end is told as the end first.
        int pending = socket.option(Constants.SOL_SOCKET, Constants.SO_ERROR);
        if (resetByPeer || pending == Errno.ECONNRESET.number()) {
            closed = true;
            failQueue(EventKind.RST_RECEIVED, null, "the peer sent RST");
            closeSocket();
            script.advance();
            return;
        }
        log.add(track, EventKind.FIN_RECEIVED, null);
        watch();
        if (service == Service.RECORD) {
            if (listener != null) {
                listener.halfOpened(this);
            }
        } else if (queue.isEmpty()) {
            close(EventKind.CLOSED, null);
        }
        script.advance();
    }

    /** Queues a message and sends what the kernel takes. */
    void send(OutgoingMessage packet) {
        String reason = closed ? "the connection is closed" : unsendable;
        if (reason != null) {
            packet.fail(reason);
            return;
        }
        queue.add(packet);
        flush();
    }

    /** Takes back what the kernel has not taken. */
    void withdraw(OutgoingMessage packet) {
        queue.remove(packet);
        watch();
    }

    private void flush() {
        OutgoingMessage first = queue.peek();
        while (first != null && write(first)) {
            first = queue.peek();
        }
        watch();
        if (queue.isEmpty() && inputOver && service != Service.RECORD) {
            close(EventKind.CLOSED, null);
        }
    }

    /** Hands the first message of the queue to the kernel; false if that has no room, or the queue has failed. */
    private boolean write(OutgoingMessage packet) {
        ByteBuffer data = engine.scratch(packet.data());
        try {
            if (socket.send(data, null) < 0) {
                return false;
            }
            queue.poll();
            synchronized (log) { // else the sender might look before it is done, and sleep until something else happens
                log.addBytes(track, EventKind.SENT, data, null);
                packet.done();
            }
            return true;
        } catch (ErrnoException e) {
            if (e.is(Errno.EMSGSIZE)) {
                queue.poll();
                packet.fail(NativeSockets.tooLong(socket, e));
                log.add(track, EventKind.SEND_FAILED, e.getMessage());
                return true;
            }
            // what the peer sent before it closed or reset is still to be read
            resetByPeer |= e.is(Errno.ECONNRESET);
            unsendable = resetByPeer ? "the peer sent RST" : "the peer no longer reads (" + e.getMessage() + ")";
            failQueue(EventKind.SEND_FAILED, e.getMessage(), unsendable);
            return false;
        }
    }

    /** Logs why what is queued will not be sent. */
    private void failQueue(EventKind kind, @Nullable Object detail, String reason) {
        synchronized (log) {
            for (OutgoingMessage packet : queue) {
                packet.fail(reason);
            }
            queue.clear();
            log.add(track, kind, detail);
        }
    }

    void shutdownOutput() throws IOException {
        if (unsendable == null && !closed) {
            unsendable = "the output is shut down";
            failQueue(EventKind.FIN_SENT, null, unsendable);
            socket.shutdown(Constants.SHUT_WR);
        }
    }

    void stopReading(boolean stop) {
        if (stopped != stop && !closed) {
            stopped = stop;
            log.add(track, stop ? EventKind.READING_STOPPED : EventKind.READING_RESUMED, null);
            watch();
        }
    }

    /** Stops reading while the script has too much to do. */
    void setBehind(boolean isBehind) {
        if (behind != isBehind && !closed) {
            behind = isBehind;
            watch();
        }
    }

    Playing script() {
        return script;
    }

    /** Tells whether a message waits that was not read, which makes a close a reset. */
    boolean hasUnread() throws IOException {
        Incoming next = closed ? null : socket.receive(ByteBuffer.allocateDirect(0), Constants.MSG_PEEK);
        return next != null && next.control().length > 0;
    }

    private boolean isReadingOff() {
        return stopped || behind || inputOver || service == Service.ECHO && !queue.isEmpty();
    }

    private void watch() {
        PollKey registered = key;
        if (registered != null && registered.isValid()) {
            registered.events((isReadingOff() ? 0 : Constants.POLLIN) | (queue.isEmpty() ? 0 : Constants.POLLOUT));
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Closes; the kernel makes it a reset if a message is unread. */
    void close(EventKind kind, @Nullable String why) {
        if (!closed) {
            closed = true;
            String unsent = queue.isEmpty() ? why : "with " + queue.size() + " messages unsent";
            failQueue(kind, unsent, "the connection is closed");
            closeSocket();
            script.advance();
        }
    }

    private void closeSocket() {
        if (listener != null) {
            listener.ended(this);
        }
        PollKey registered = key;
        if (registered == null) {
            socket.close();
        } else {
            engine.close(registered);
        }
    }
}
