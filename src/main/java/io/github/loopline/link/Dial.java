package io.github.loopline.link;

import io.github.loopline.fixture.Listeners;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.StreamOptions;
import io.github.loopline.internal.Deadline;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.Timer;
import io.github.loopline.trace.Addresses;
import io.github.loopline.trace.EventKind;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How a link connects to the server, for one client. Everything runs on the engine's thread. */
final class Dial {

    /** A Unix server whose queue is full refuses at once, where a blocking socket would wait: it is asked again so often. */
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final LinkIo io;
    private final Side server;
    private final SocketAddress address;
    private final Options options;

    Dial(LinkIo io, Side server, SocketAddress address, Options options) {
        this.io = io;
        this.server = server;
        this.address = address;
        this.options = options;
    }

    void start() {
        connect(Deadline.after(options.timeout()));
    }

    private void connect(Deadline deadline) {
        SocketChannel channel = null;
        try {
            channel = SocketChannel.open(Listeners.family(address));
            channel.configureBlocking(false);
            StreamOptions.setUnconnected(channel, options, address instanceof UnixDomainSocketAddress);
            // Over loopback it is connected by now, and the kernel only says so when asked again.
            if (channel.connect(address) || channel.finishConnect()) {
                connected(channel);
            } else {
                server.connecting(channel);
            }
        } catch (IOException | RuntimeException e) {
            if (Listeners.isQueueFull(e) && address instanceof UnixDomainSocketAddress && !deadline.isOver()) {
                retry(deadline);
            } else {
                failed(e);
            }
            discard(channel);
        }
    }

    private static void discard(@Nullable SocketChannel channel) {
        try {
            if (channel != null) {
                channel.close(); // not registered, or closed already
            }
        } catch (IOException e) {
            // nobody has seen it
        }
    }

    /** With a fresh socket: the JDK closes one whose connect has failed. */
    private void retry(Deadline deadline) {
        Engine.shared()
                .schedule(
                        new Timer() {
                            @Override
                            protected void fire() {
                                if (!io.isOver()) {
                                    connect(deadline);
                                }
                            }
                        },
                        RETRY_NANOS);
    }

    /** The kernel tells more of a socket that connects. */
    void finish() {
        try {
            if (server.channel().finishConnect()) {
                connected(server.channel());
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    private void connected(SocketChannel channel) throws IOException {
        server.track().local(channel.getLocalAddress());
        server.track().log().add(server.track(), EventKind.CONNECTED, address);
        server.connected(channel);
        io.secured();
    }

    private void failed(Exception e) {
        server.track()
                .log()
                .add(
                        server.track(),
                        EventKind.CONNECT_FAILED,
                        "to " + Addresses.text(address) + ": " + e.getMessage() + ", so the client is reset");
        io.unreachable();
    }
}
