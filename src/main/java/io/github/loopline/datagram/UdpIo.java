package io.github.loopline.datagram;

import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.EventLoop;
import io.github.loopline.internal.engine.Handler;
import io.github.loopline.net.Family;
import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.Addresses;
import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;

/** A UDP socket: a channel of the JDK. */
final class UdpIo extends DatagramIo implements Handler {

    /** What UDP can carry (RFC 768; over IPv4 the IP header counts too). */
    private static final int MOST_V4 = 65_507;

    private static final int MOST_V6 = 65_527;

    private final DatagramChannel channel;
    private final InetSocketAddress address;
    private final int most;
    private @Nullable SelectionKey key;

    UdpIo(DatagramChannel channel, InetSocketAddress address, Track track) {
        super(track);
        this.channel = channel;
        this.address = address;
        this.most = address.getAddress().getAddress().length == 4 ? MOST_V4 : MOST_V6;
    }

    @Override
    EventLoop loop() {
        return Engine.shared();
    }

    @Override
    void register() throws IOException {
        channel.configureBlocking(false);
        key = Engine.shared().register(channel, SelectionKey.OP_READ, this);
    }

    @Override
    void check(SocketAddress destination, byte[] data) {
        boolean local = destination instanceof InetSocketAddress given
                && !given.isUnresolved()
                && given.getAddress().isLoopbackAddress();
        if (!local) {
            throw new IllegalArgumentException("A DatagramPeer sends to loopback addresses only but was given "
                    + Addresses.text(destination) + ". Send to 127.0.0.1 or ::1.");
        }
        InetSocketAddress inet = (InetSocketAddress) destination;
        if (inet.getPort() == 0) {
            throw new IllegalArgumentException("A DatagramPeer sends to ports 1 to 65535 but was given "
                    + Addresses.text(destination) + ". Send to the port that somebody is bound to.");
        }
        if (inet.getAddress().getClass() != address.getAddress().getClass()) {
            Family family = inet.getAddress() instanceof Inet6Address ? Family.INET6 : Family.INET;
            throw new IllegalArgumentException(
                    track() + " is bound to " + Addresses.text(address) + " and cannot send to "
                            + Addresses.text(destination) + ". Declare it with family = " + family + ".");
        }
        if (data.length > most) {
            throw new FixtureException("Cannot send " + Bytes.count(data.length) + " from " + track()
                    + ": a datagram has at most " + most + ". Send several.");
        }
    }

    @Override
    public void ready(SelectionKey ready) throws IOException {
        ready(ready.isWritable(), ready.isValid() && ready.isReadable());
    }

    @Override
    public void failed(Throwable failure) {
        giveUp(failure);
    }

    @Override
    boolean receive(DatagramPeer reader) throws IOException {
        ByteBuffer buffer = loop().scratch(); // holds the largest datagram
        SocketAddress sender = channel.receive(buffer);
        if (sender == null) {
            return false;
        }
        reader.received(buffer.flip(), sender);
        return true;
    }

    @Override
    boolean send(ByteBuffer data, SocketAddress destination) throws IOException {
        boolean empty = !data.hasRemaining();
        return channel.send(data, destination) > 0 || empty;
    }

    @Override
    void watch(boolean reading, boolean writing) {
        SelectionKey registered = key;
        if (registered != null && registered.isValid()) {
            int ops = (reading ? SelectionKey.OP_READ : 0) | (writing ? SelectionKey.OP_WRITE : 0);
            if (ops != registered.interestOps()) {
                registered.interestOps(ops);
            }
        }
    }

    @Override
    void closeSocket() throws IOException {
        Engine.shared().close(channel);
    }
}
