package io.github.loopline.packet;

import io.github.loopline.fixture.NativeSockets;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Service;
import io.github.loopline.internal.Deadline;
import io.github.loopline.internal.engine.Task;
import io.github.loopline.internal.engine.Timer;
import io.github.loopline.internal.posix.Capabilities;
import io.github.loopline.internal.posix.Constants;
import io.github.loopline.internal.posix.Errno;
import io.github.loopline.internal.posix.ErrnoException;
import io.github.loopline.internal.posix.NativeSocket;
import io.github.loopline.internal.posix.PollEngine;
import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.Addresses;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One try of a {@link PacketClient} to connect. */
final class PacketConnector {

    /** A server whose queue is full refuses at once, where a blocking socket would wait: it is asked again so often. */
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final PacketClient client;
    private final EventLog log;
    private final SocketAddress address;
    private final Options options;
    private final PollEngine engine;
    private final NativeSocket socket;
    private volatile @Nullable PacketConnectOutcome outcome; // written on the poll thread

    PacketConnector(PacketClient client, SocketAddress address, Options options) {
        this.client = client;
        this.log = client.track().log();
        this.address = address;
        this.options = options;
        this.engine = NativeSockets.engine();
        this.socket = Capabilities.open(Constants.AF_UNIX, Constants.SOCK_SEQPACKET, 0);
    }

    PacketConnectOutcome connect() {
        call(new Task() {
            @Override
            protected void run() {
                begin();
            }
        });
        PacketConnectOutcome settled = outcome;
        if (settled == null) {
            PacketConnectOutcome vain = PacketConnectOutcome.of(await(options.timeout()));
            settleOnEngine(vain);
            settled = outcome;
            return settled == null ? vain : settled;
        }
        return settled;
    }

    /** Gives why it was in vain, if it was. */
    private Errno await(Duration timeout) {
        try {
            log.await(Deadline.after(timeout), this::isSettled);
            return Errno.EAGAIN;
        } catch (FixtureException interrupted) {
            return Errno.EINTR;
        }
    }

    boolean isSettled() {
        return outcome != null;
    }

    private void begin() {
        if (isSettled()) {
            return;
        }
        try {
            NativeSockets.set(socket, options);
            socket.connect(address);
            connected();
        } catch (ErrnoException e) {
            if (e.is(Errno.EAGAIN) && !options.timeout().isZero()) {
                retry();
            } else {
                settle(new PacketConnectOutcome(e.number(), null));
            }
        } catch (IOException e) {
            settle(PacketConnectOutcome.of(Errno.EIO));
        }
    }

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

    private void connected() throws IOException {
        PacketIo io;
        synchronized (log) {
            Track lane = log.track(client.track(), client.next(), null, options.recordingLimit());
            io = new PacketIo(engine, socket, lane, Service.RECORD, null);
            PacketConnection connection =
                    client.add(new PacketConnection(client.scope(), lane, io, socket, options.timeout()));
            outcome = new PacketConnectOutcome(0, connection);
            log.add(lane, EventKind.CONNECTED, address);
            NativeSockets.noteGranted(lane, socket, options);
        }
        io.start();
    }

    private void settle(PacketConnectOutcome result) {
        if (!isSettled()) {
            outcome = result;
            socket.close();
            log.add(client.track(), EventKind.CONNECT_FAILED, "to " + Addresses.text(address) + ": " + result.words());
        }
    }

    /** Ends a try that is under way, because the client closes. */
    void abandon() {
        settleOnEngine(PacketConnectOutcome.of(Errno.EBADF));
    }

    private void settleOnEngine(PacketConnectOutcome result) {
        if (!isSettled()) {
            call(new Task() {
                @Override
                protected void run() {
                    settle(result);
                }
            });
        }
    }

    private void call(Task task) {
        try {
            engine.call(task);
        } catch (IOException e) {
            throw new FixtureException("Cannot connect to " + Addresses.text(address) + ": " + e.getMessage() + ".", e);
        }
    }
}
