package io.github.loopline.stream;

import io.github.loopline.fixture.Granted;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Service;
import io.github.loopline.fixture.StreamOptions;
import io.github.loopline.internal.Deadline;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.Handler;
import io.github.loopline.internal.engine.Task;
import io.github.loopline.internal.engine.Timer;
import io.github.loopline.net.CapabilityException;
import io.github.loopline.net.Family;
import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.Addresses;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One try of a {@link StreamClient} to connect. The engine waits for the kernel, the caller for the engine. */
final class Connector implements Handler {

    /** A Unix server whose queue is full refuses at once, where a blocking socket would wait: it is asked again so often. */
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Engine engine = Engine.shared();
    private final StreamClient client;
    private final EventLog log;
    private final SocketAddress address;
    private final Options options;
    private final boolean unix;
    private @Nullable SocketChannel channel; // engine thread only
    private volatile @Nullable ConnectOutcome outcome; // written on the engine's thread

    Connector(StreamClient client, SocketAddress address, Options declared, boolean unix) {
        this.client = client;
        this.log = client.track().log();
        this.address = address;
        this.options = unix ? declared : familyOf(address, declared);
        this.unix = unix;
    }

    ConnectOutcome connect() {
        call(new Task() {
            @Override
            protected void run() {
                begin();
            }
        });
        Duration timeout = options.timeout();
        if (!timeout.isZero() && !isSettled()) {
            await(timeout);
        }
        ConnectOutcome settled = outcome;
        if (settled == null) {
            return new ConnectOutcome(ConnectOutcome.Kind.IN_PROGRESS, null, null);
        }
        if (settled.cause() instanceof CapabilityException missing) {
            throw missing;
        }
        return settled;
    }

    /** An undeclared family is that of the address. */
    private static Options familyOf(SocketAddress address, Options options) {
        if (options.has(Option.FAMILY) || options.has(Option.HOST) || !(address instanceof InetSocketAddress inet)) {
            return options;
        }
        boolean six = !inet.isUnresolved() && inet.getAddress().getAddress().length == 16;
        return options.with(Option.FAMILY, six ? Family.INET6 : Family.INET);
    }

    boolean isSettled() {
        return outcome != null;
    }

    /** Opens a socket and connects it, unless the client was closed meanwhile. */
    private void begin() {
        if (isSettled()) {
            return;
        }
        try {
            SocketChannel opened = JdkSockets.unconnected(options, unix);
            channel = opened;
            opened.configureBlocking(false);
            if (opened.connect(address)) {
                connected(opened, null);
            } else {
                engine.register(opened, SelectionKey.OP_CONNECT, this);
            }
        } catch (IOException | RuntimeException e) {
            if (retries(e)) {
                retry();
            } else {
                failed(e);
            }
        }
    }

    private boolean retries(Exception e) {
        return unix && !options.timeout().isZero() && ConnectErrors.classify(e) == ConnectOutcome.Kind.BACKLOG_FULL;
    }

    /** With a fresh socket: the JDK closes one whose connect has failed. */
    private void retry() {
        engine.schedule(
                new Timer() {
                    @Override
                    protected void fire() {
                        begin();
                    }
                },
                RETRY_NANOS);
    }

    @Override
    public void ready(SelectionKey ready) {
        SocketChannel opened = (SocketChannel) ready.channel();
        try {
            if (opened.finishConnect()) {
                connected(opened, ready);
            }
        } catch (IOException | RuntimeException e) {
            failed(e);
        }
    }

    @Override
    public void failed(Throwable failure) {
        boolean wrapped = failure instanceof FixtureException && !(failure instanceof CapabilityException);
        Throwable cause = wrapped && failure.getCause() != null ? failure.getCause() : failure;
        settle(new ConnectOutcome(ConnectErrors.classify(cause), null, cause));
    }

    private void connected(SocketChannel opened, @Nullable SelectionKey registered) throws IOException {
        int linger = options.number(Option.LINGER_SECONDS, Options.LINGER_OFF);
        StreamIo io;
        synchronized (log) {
            Track lane = log.track(client.track(), client.next(), null, options.recordingLimit());
            io = new StreamIo(opened, lane, Service.RECORD, linger, client.secured(), null);
            Connection connection = client.add(new Connection(
                    client.scope(),
                    lane,
                    io,
                    opened.getLocalAddress(),
                    opened.getRemoteAddress(),
                    options.timeout(),
                    linger));
            outcome = new ConnectOutcome(ConnectOutcome.Kind.CONNECTED, connection, null);
            log.add(lane, EventKind.CONNECTED, address);
            Granted.note(lane, opened, StandardSocketOptions.SO_RCVBUF, Option.RECEIVE_BUFFER_SIZE, options);
            StreamOptions.noteGranted(lane, opened, options);
        }
        io.carrying().whenReady(() -> client.begin(io));
        if (registered == null) {
            io.start();
        } else {
            io.start(registered);
        }
    }

    private void settle(ConnectOutcome result) {
        if (isSettled()) {
            return;
        }
        outcome = result;
        SocketChannel opened = channel;
        if (opened != null) {
            try {
                engine.close(opened);
            } catch (IOException e) {
                log.add(client.track(), EventKind.NOTE, "closing failed: " + e.getMessage());
            }
        }
        log.add(client.track(), EventKind.CONNECT_FAILED, "to " + Addresses.text(address) + ": " + result.kind());
    }

    private void await(Duration timeout) {
        ConnectOutcome vain;
        try {
            log.await(Deadline.after(timeout), this::isSettled);
            IOException late = new SocketTimeoutException("not connected within " + Deadline.text(timeout));
            vain = new ConnectOutcome(ConnectOutcome.Kind.TIMED_OUT_LOCALLY, null, late);
        } catch (FixtureException interrupted) {
            vain = new ConnectOutcome(ConnectOutcome.Kind.INTERRUPTED, null, interrupted.getCause());
        }
        if (!isSettled()) {
            settleOnEngine(vain);
        }
    }

    /** Ends a try that is under way, or has not begun, because the client closes. */
    void abandon() {
        if (!isSettled()) {
            settleOnEngine(new ConnectOutcome(ConnectOutcome.Kind.CLOSED, null, null));
        }
    }

    private void settleOnEngine(ConnectOutcome result) {
        call(new Task() {
            @Override
            protected void run() {
                settle(result);
            }
        });
    }

    private void call(Task task) {
        try {
            engine.call(task);
        } catch (IOException e) {
            throw new FixtureException("Cannot connect to " + Addresses.text(address) + ": " + e.getMessage() + ".", e);
        }
    }
}
