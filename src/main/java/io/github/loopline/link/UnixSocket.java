package io.github.loopline.link;

import io.github.loopline.fixture.Listeners;
import io.github.loopline.fixture.NativeSockets;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.UnixPaths;
import io.github.loopline.internal.engine.EventLoop;
import io.github.loopline.internal.posix.Capabilities;
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
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A Unix datagram socket of a link: the one that clients send to, or that of a flow, whose path is in the same directory. One that is
 * closed, and has its file still, refuses whoever sends there (ECONNREFUSED), as that of a server does which has died.
 */
final class UnixSocket implements LinkSocket, PollHandler {

    private final PollEngine engine;
    private final Options options;
    private final SocketAddress address;
    private final UnixDomainSocketAddress fresh; // in the directory that the link deletes in the end
    private final boolean isOfFlow;
    private @Nullable Reader reader; // all below: poll thread only, once the link is open
    private @Nullable NativeSocket socket; // null while nobody is to reach it
    private @Nullable PollKey key; // null until it is read
    private boolean paused;
    private int flows;

    private UnixSocket(
            PollEngine engine,
            Options options,
            SocketAddress address,
            UnixDomainSocketAddress fresh,
            boolean isOfFlow) {
        this.engine = engine;
        this.options = options;
        this.address = address;
        this.fresh = fresh;
        this.isOfFlow = isOfFlow;
    }

    /** Opens the one that clients send to. */
    static UnixSocket bound(Options options) {
        PollEngine engine = NativeSockets.engine();
        UnixDomainSocketAddress fresh = UnixPaths.of(Options.NONE);
        boolean opened = false;
        SocketAddress address = fresh;
        try {
            address = options.has(Option.PATH) ? UnixPaths.of(options) : fresh;
            UnixSocket link = new UnixSocket(engine, options, address, fresh, false);
            link.open();
            opened = true;
            return link;
        } catch (ErrnoException e) {
            throw new FixtureException("Cannot bind to " + Addresses.text(address) + ": " + e.getMessage() + ".", e);
        } finally {
            if (!opened) {
                Listeners.discard(fresh, Options.NONE);
            }
        }
    }

    @Override
    public UnixSocket towards(SocketAddress server, SocketAddress client) throws IOException {
        boolean unnamed = client instanceof UnnamedUnixAddress;
        SocketAddress from =
                unnamed ? client : UnixDomainSocketAddress.of(fresh.getPath().resolveSibling("" + flows++));
        UnixSocket flow = new UnixSocket(engine, options, from, fresh, true);
        flow.open();
        return flow;
    }

    private void open() throws ErrnoException {
        NativeSocket opened = Capabilities.open(Constants.AF_UNIX, Constants.SOCK_DGRAM, 0);
        try {
            NativeSockets.set(opened, options);
            if (!(address instanceof UnnamedUnixAddress)) {
                opened.bind(address);
            }
            socket = opened;
        } finally {
            if (socket == null) {
                opened.close();
            }
        }
    }

    @Override
    public EventLoop loop() {
        return engine;
    }

    @Override
    public SocketAddress address() {
        return address;
    }

    @Override
    public void check(SocketAddress server) {
        boolean unix = server instanceof UnixDomainSocketAddress || server instanceof AbstractUnixAddress;
        if (!unix || server.toString().isEmpty()) {
            throw new IllegalArgumentException(
                    "A link of Unix datagrams leads to paths and abstract names only but was given "
                            + Addresses.text(server) + ". Give where a Unix socket is bound, or use a @UdpLink.");
        }
        SocketAddresses.encode(server); // refuses a path that is too long
    }

    @Override
    public void read(Reader taker) {
        reader = taker;
        register();
    }

    private void register() {
        NativeSocket opened = socket;
        if (opened != null) {
            key = engine.register(opened, paused ? 0 : Constants.POLLIN, this);
        }
    }

    @Override
    public void pause(boolean wanted) {
        paused = wanted;
        if (key != null) {
            key.events(wanted ? 0 : Constants.POLLIN);
        }
    }

    @Override
    public void ready(PollKey ready, int events) throws IOException {
        boolean more = true;
        for (int i = 0; i < MOST_READS && more && !paused; i++) {
            more = receive();
        }
    }

    /** Receives a datagram; false if there is none now. */
    private boolean receive() throws IOException {
        NativeSocket from = socket;
        int length = from == null ? -1 : from.nextLength();
        if (from == null || length < 0) {
            return false;
        }
        ByteBuffer buffer = engine.buffer(length);
        Incoming in = from.receive(buffer);
        if (in == null) {
            return false;
        }
        Objects.requireNonNull(reader).received(buffer.flip(), in.sender());
        return true;
    }

    @Override
    public void failed(Throwable failure) {
        Objects.requireNonNull(reader).failed(failure);
    }

    @Override
    public boolean send(ByteBuffer data, SocketAddress receiver) throws IOException {
        NativeSocket out = socket;
        if (out == null) {
            throw new IOException("the link is unreachable");
        }
        if (receiver instanceof UnnamedUnixAddress) {
            throw new IOException("the client has no path, so nobody can answer it");
        }
        try {
            return out.send(data, receiver) >= 0;
        } catch (ErrnoException e) {
            throw e.is(Errno.EMSGSIZE) ? new IOException(NativeSockets.tooLong(out, e), e) : e;
        }
    }

    /** What has come before is taken first. A kernel without a socket at the path says what one says whose server has died. */
    @Override
    public void beReachable(boolean wanted) throws IOException {
        if (wanted && socket == null) {
            Files.deleteIfExists(((UnixDomainSocketAddress) address).getPath());
            open();
            register();
        } else if (!wanted && socket != null) {
            boolean more = key != null;
            while (more) {
                more = receive();
            }
            closeSocket();
        }
    }

    private void closeSocket() {
        if (key != null) {
            engine.close(key);
        } else if (socket != null) {
            socket.close();
        }
        key = null;
        socket = null;
    }

    @Override
    public void close() throws IOException {
        closeSocket();
        if (address instanceof UnixDomainSocketAddress path) {
            Files.deleteIfExists(path.getPath());
        }
        if (!isOfFlow) {
            UnixPaths.delete(fresh, Options.NONE);
        }
    }
}
