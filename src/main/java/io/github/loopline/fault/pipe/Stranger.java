package io.github.loopline.fault.pipe;

import io.github.loopline.trace.Event;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/**
 * A UDP socket that sends into a conversation of others, as a fault wants it. The log has it as a fixture of its own, since what it
 * sends comes from nobody else. On its owner's loop.
 */
public final class Stranger {

    private final DatagramChannel channel;
    private final Track track;

    private Stranger(DatagramChannel channel, Track track) {
        this.channel = channel;
        this.track = track;
    }

    /** Opens one, of the family of who is to hear it. */
    public static Stranger open(Track owner, InetSocketAddress receiver, @Nullable SocketAddress local, long limit)
            throws IOException {
        EventLog log = owner.log();
        DatagramChannel channel = DatagramChannel.open(
                receiver.getAddress() instanceof Inet4Address
                        ? StandardProtocolFamily.INET
                        : StandardProtocolFamily.INET6);
        try {
            channel.bind(local).configureBlocking(false);
            Track track = log.track(null, -1, "stranger to " + owner, limit);
            log.add(track, EventKind.OPENED, channel.getLocalAddress());
            return new Stranger(channel, track);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Sends a datagram; gives null if the kernel has no room for it. */
    public @Nullable Event send(byte[] data, SocketAddress receiver) throws IOException {
        EventLog log = track.log();
        synchronized (log) { // whoever looks once the receiver has it finds it recorded
            boolean taken = channel.send(ByteBuffer.wrap(data), receiver) > 0 || data.length == 0;
            return taken ? log.addBytes(track, EventKind.SENT, ByteBuffer.wrap(data), receiver) : null;
        }
    }

    /** Closes the socket. */
    public void close() throws IOException {
        track.log().add(track, EventKind.CLOSED, null);
        channel.close();
    }
}
