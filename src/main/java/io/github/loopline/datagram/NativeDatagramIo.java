package io.github.loopline.datagram;

import io.github.loopline.fixture.NativeSockets;
import io.github.loopline.internal.engine.EventLoop;
import io.github.loopline.internal.engine.Task;
import io.github.loopline.internal.engine.Timer;
import io.github.loopline.internal.posix.Constants;
import io.github.loopline.internal.posix.Errno;
import io.github.loopline.internal.posix.ErrnoException;
import io.github.loopline.internal.posix.Incoming;
import io.github.loopline.internal.posix.NativeSocket;
import io.github.loopline.internal.posix.PollEngine;
import io.github.loopline.internal.posix.PollHandler;
import io.github.loopline.internal.posix.PollKey;
import io.github.loopline.internal.posix.SocketAddresses;
import io.github.loopline.net.AbstractUnixAddress;
import io.github.loopline.net.FixtureException;
import io.github.loopline.net.UnnamedUnixAddress;
import io.github.loopline.trace.Addresses;
import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A datagram socket that the JDK has not: of a Unix path or an abstract name, unless a subclass says otherwise. */
class NativeDatagramIo extends DatagramIo implements PollHandler {

    /** How often a receiver whose queue is full is asked again. No poll tells: the socket is connected to nobody. */
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final NativeSocket socket;
    private final PollEngine engine;
    private @Nullable PollKey key; // poll thread only, as the next ones
    private boolean retrying;
    private boolean isConnected;

    NativeDatagramIo(NativeSocket socket, PollEngine engine, Track track) {
        super(track);
        this.socket = socket;
        this.engine = engine;
    }

    final NativeSocket socket() {
        return socket;
    }

    @Override
    EventLoop loop() {
        return engine;
    }

    @Override
    void register() {
        engine.execute(new Task() {
            @Override
            protected void run() {
                key = engine.register(socket, Constants.POLLIN, NativeDatagramIo.this);
            }
        });
    }

    @Override
    void check(SocketAddress destination, byte[] data) {
        checkUnix(destination, "send " + Bytes.count(data.length) + " from " + track());
    }

    @Override
    void checkConnect(SocketAddress destination) {
        checkUnix(destination, "connect " + track());
    }

    private static void checkUnix(SocketAddress destination, String attempt) {
        boolean unix = destination instanceof UnixDomainSocketAddress
                || destination instanceof AbstractUnixAddress
                || destination instanceof UnnamedUnixAddress;
        if (!unix) {
            throw new IllegalArgumentException("A Unix peer sends to Unix sockets only but was given "
                    + Addresses.text(destination) + ". Send to a path or an abstract name.");
        }
        if (destination instanceof UnnamedUnixAddress || destination.toString().isEmpty()) {
            throw new FixtureException(
                    "Cannot " + attempt + " to an unnamed socket: nobody can. Bind the other side to a path.");
        }
        SocketAddresses.encode(destination); // refuses a path that is too long
    }

    @Override
    void connect(SocketAddress destination) throws IOException {
        keepWhatHasCome();
        socket.connect(destination);
        isConnected = true;
        connected(destination);
    }

    @Override
    void disconnect() throws IOException {
        keepWhatHasCome();
        socket.disconnect();
        isConnected = false;
        disconnected();
    }

    /** Linux throws away what is unread when a connected Unix socket changes its peer. */
    private void keepWhatHasCome() throws IOException {
        if (isConnected) {
            drain();
        }
    }

    @Override
    public void ready(PollKey ready, int events) throws IOException {
        ready(false, true);
    }

    @Override
    public void failed(Throwable failure) {
        giveUp(failure);
    }

    @Override
    boolean receive(DatagramPeer reader) throws IOException {
        int length = socket.nextLength();
        if (length < 0) {
            return false;
        }
        ByteBuffer buffer = engine.buffer(length);
        Incoming in = socket.receive(buffer);
        if (in == null) {
            return false;
        }
        reader.received(buffer.flip(), in.sender());
        return true;
    }

    @Override
    boolean send(ByteBuffer data, SocketAddress destination) throws IOException {
        try {
            return socket.send(data, isConnected ? null : destination) >= 0;
        } catch (ErrnoException e) {
            if (e.is(Errno.EMSGSIZE)) {
                throw new IOException(NativeSockets.tooLong(socket, e), e);
            }
            throw e;
        }
    }

    @Override
    void watch(boolean reading, boolean writing) {
        PollKey registered = key;
        if (registered != null && registered.isValid()) {
            registered.events(reading ? Constants.POLLIN : 0);
        }
        if (writing && !retrying) {
            retrying = true;
            engine.schedule(
                    new Timer() {
                        @Override
                        protected void fire() {
                            retry();
                        }
                    },
                    RETRY_NANOS);
        }
    }

    private void retry() {
        retrying = false;
        try {
            ready(true, false);
        } catch (IOException | RuntimeException e) {
            giveUp(e);
        }
    }

    @Override
    void closeSocket() {
        PollKey registered = key;
        if (registered != null) {
            engine.close(registered);
        }
    }
}
