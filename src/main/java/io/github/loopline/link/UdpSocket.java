package io.github.loopline.link;

import io.github.loopline.fixture.Hosts;
import io.github.loopline.fixture.Listeners;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.EventLoop;
import io.github.loopline.internal.engine.Handler;
import io.github.loopline.net.Family;
import io.github.loopline.trace.Addresses;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A UDP socket of a datagram link. */
final class UdpSocket implements LinkSocket, Handler {

    /** The port of RFC 863, where nobody is. */
    private static final int DISCARD = 9;

    /** Asked for, so that a burst is not dropped while the engine is elsewhere; the kernel grants what it allows. */
    private static final int RECEIVE_BUFFER = 4 << 20;

    private final DatagramChannel channel;
    private final Options options;
    private @Nullable Reader reader; // written before the engine sees this

    private UdpSocket(DatagramChannel channel, Options options) {
        this.channel = channel;
        this.options = options;
    }

    private static Family family(InetSocketAddress address) {
        return address.getAddress().getAddress().length == 4 ? Family.INET : Family.INET6;
    }

    /** Opens the one that clients send to. */
    static UdpSocket bound(Options options) {
        InetSocketAddress wanted = new InetSocketAddress(Hosts.of(options), options.number(Option.PORT, 0));
        return new UdpSocket(open(wanted, wanted, options), options);
    }

    @Override
    public UdpSocket towards(SocketAddress server, SocketAddress client) {
        InetSocketAddress inet = (InetSocketAddress) server;
        boolean local = inet.getAddress().isLoopbackAddress();
        SocketAddress from = local ? new InetSocketAddress(Hosts.of(family(inet)), 0) : null;
        return new UdpSocket(open(inet, from, options), options);
    }

    private static DatagramChannel open(InetSocketAddress like, @Nullable SocketAddress address, Options options) {
        DatagramChannel channel = null;
        try {
            channel = DatagramChannel.open(Listeners.family(like));
            channel.setOption(
                    StandardSocketOptions.SO_RCVBUF, options.number(Option.RECEIVE_BUFFER_SIZE, RECEIVE_BUFFER));
            if (options.has(Option.SEND_BUFFER_SIZE)) {
                channel.setOption(StandardSocketOptions.SO_SNDBUF, options.number(Option.SEND_BUFFER_SIZE, 0));
            }
            channel.configureBlocking(false);
            return channel.bind(address);
        } catch (UnsupportedOperationException e) {
            throw Hosts.noIpv6(e);
        } catch (IOException e) {
            throw Listeners.failed(channel, like, e);
        }
    }

    @Override
    public EventLoop loop() {
        return Engine.shared();
    }

    @Override
    public SocketAddress address() throws IOException {
        return channel.getLocalAddress();
    }

    @Override
    public void check(SocketAddress server) {
        if (!(server instanceof InetSocketAddress)) {
            throw new IllegalArgumentException("A UDP link leads to IP addresses only but was given "
                    + Addresses.text(server) + ". Use a @UnixDatagramLink.");
        }
    }

    @Override
    public void read(Reader taker) throws IOException {
        reader = taker;
        Engine.shared().register(channel, SelectionKey.OP_READ, this);
    }

    /** Nobody asks: no receiver of UDP keeps a sender waiting. */
    @Override
    public void pause(boolean wanted) {}

    @Override
    public boolean send(ByteBuffer data, SocketAddress receiver) throws IOException {
        boolean empty = !data.hasRemaining();
        if (channel.send(data, receiver) == 0 && !empty) {
            throw new IOException("the kernel has no room for it");
        }
        return true;
    }

    @Override
    public void ready(SelectionKey ready) throws IOException {
        Reader taker = Objects.requireNonNull(reader);
        for (int i = 0; i < MOST_READS && channel.isOpen(); i++) {
            ByteBuffer buffer = Engine.shared().scratch();
            SocketAddress sender = channel.receive(buffer);
            if (sender == null) {
                return;
            }
            taker.received(buffer.flip(), sender);
        }
    }

    @Override
    public void failed(Throwable failure) {
        Objects.requireNonNull(reader).failed(failure);
    }

    /** A socket that is connected elsewhere is unreachable to everybody else, as the kernel tells them. */
    @Override
    public void beReachable(boolean wanted) throws IOException {
        if (wanted && channel.isConnected()) {
            channel.disconnect();
        } else if (!wanted && !channel.isConnected()) {
            InetSocketAddress own = (InetSocketAddress) channel.getLocalAddress();
            channel.connect(new InetSocketAddress(Hosts.of(family(own)), DISCARD));
        }
    }

    @Override
    public void close() throws IOException {
        Engine.shared().close(channel);
    }
}
