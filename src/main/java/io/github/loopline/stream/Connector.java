package io.github.loopline.stream;

import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.internal.Deadline;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.Handler;
import io.github.loopline.internal.engine.Task;
import io.github.loopline.internal.engine.Timer;
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
    private @Nullable SocketChannel channel; // set once, before the engine sees it
    private Options options = Options.NONE;
    private volatile @Nullable ConnectOutcome outcome;

    Connector(StreamClient client, SocketAddress address) {
        this.client = client;
        this.log = client.track().log();
        this.address = address;
    }

    ConnectOutcome connect(Options declared, boolean unix) {
        options = declared;
        Duration timeout = declared.timeout();
        boolean retries = unix && !timeout.isZero();
        SocketChannel opened;
        try {
            opened = JdkSockets.unconnected(unix ? declared : familyOf(address, declared), unix);
        } catch (FixtureException e) {
            return settle(outcomeOf(e.getCause() == null ? e : e.getCause()));
        }
        channel = opened;
        call(new Task() {
            @Override
            protected void run() throws IOException {
                opened.configureBlocking(false);
                begin(opened, retries);
            }
        });
        if (!timeout.isZero()) {
            log.await(Deadline.after(timeout), this::isSettled);
            giveUp(timeout);
        }
        ConnectOutcome settled = outcome;
        return settled != null ? settled : new ConnectOutcome(ConnectOutcome.Kind.IN_PROGRESS, null, null);
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

    private void begin(SocketChannel opened, boolean retries) {
        try {
            if (opened.connect(address)) {
                connected(opened, null);
            } else {
                engine.register(opened, SelectionKey.OP_CONNECT, this);
            }
        } catch (IOException | RuntimeException e) {
            if (retries && ConnectErrors.classify(e) == ConnectOutcome.Kind.BACKLOG_FULL && opened.isOpen()) {
                retry(opened);
            } else {
                settle(outcomeOf(e));
            }
        }
    }

    private void retry(SocketChannel opened) {
        engine.schedule(
                new Timer() {
                    @Override
                    protected void fire() {
                        if (!isSettled()) {
                            begin(opened, true);
                        }
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
            settle(outcomeOf(e));
        }
    }

    @Override
    public void failed(Throwable failure) {
        settle(outcomeOf(failure));
    }

    private void connected(SocketChannel opened, @Nullable SelectionKey registered) throws IOException {
        int linger = options.number(Option.LINGER_SECONDS, Options.LINGER_OFF);
        StreamIo io;
        synchronized (log) {
            Track lane = log.track(client.track(), client.next(), null, options.recordingLimit());
            io = new StreamIo(opened, lane, Service.RECORD, linger, null);
            Connection connection = client.add(new Connection(
                    lane, io, opened.getLocalAddress(), opened.getRemoteAddress(), options.timeout(), linger));
            outcome = new ConnectOutcome(ConnectOutcome.Kind.CONNECTED, connection, null);
            log.add(lane, EventKind.CONNECTED, address);
            StreamOptions.noteGranted(lane, opened, options);
        }
        if (registered == null) {
            io.start();
        } else {
            io.start(registered);
        }
    }

    private static ConnectOutcome outcomeOf(Throwable failure) {
        return new ConnectOutcome(ConnectErrors.classify(failure), null, failure);
    }

    private ConnectOutcome settle(ConnectOutcome result) {
        ConnectOutcome before = outcome;
        if (before != null) {
            return before;
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
        return result;
    }

    private void giveUp(Duration timeout) {
        if (!isSettled()) {
            IOException late = new SocketTimeoutException("not connected within " + StreamReader.text(timeout));
            settleOnEngine(new ConnectOutcome(ConnectOutcome.Kind.TIMED_OUT_LOCALLY, null, late));
        }
    }

    /** Ends a try that is under way, because the client closes. */
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
