package io.github.loopline.datagram;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.internal.posix.Constants;
import io.github.loopline.internal.posix.ErrnoException;
import io.github.loopline.internal.posix.Incoming;
import io.github.loopline.internal.posix.NativeSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A plain UDP socket over IPv4 that sees what the JDK's do not tell: the time to live, and the traffic class. */
final class Observer implements AutoCloseable {

    private static final int IP_RECVTOS = 13;
    private static final int TIMEOUT_MILLIS = 10_000;

    private final NativeSocket socket;
    private final int port;

    private Observer(NativeSocket socket, int port) {
        this.socket = socket;
        this.port = port;
    }

    /** What a datagram came with. */
    record Seen(int ttl, int trafficClass) {}

    /** Binds to an address, and to a port that nobody has. */
    static Observer at(InetAddress address, int port) throws ErrnoException {
        NativeSocket socket = NativeSocket.open(Constants.AF_INET, Constants.SOCK_DGRAM, 0);
        socket.setOption(Constants.IPPROTO_IP, Constants.IP_RECVTTL, 1);
        socket.setOption(Constants.IPPROTO_IP, IP_RECVTOS, 1);
        ByteBuffer inet = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
        inet.putShort((short) Constants.AF_INET).order(ByteOrder.BIG_ENDIAN).putShort((short) port);
        socket.bind(inet.put(address.getAddress()).array());
        if (address.isMulticastAddress()) {
            byte[] loopback = {127, 0, 0, 1};
            byte[] request = ByteBuffer.allocate(8)
                    .put(address.getAddress())
                    .put(loopback)
                    .array();
            socket.setOption(Constants.IPPROTO_IP, Constants.IP_ADD_MEMBERSHIP, request);
        }
        return new Observer(socket, port);
    }

    int port() {
        return port;
    }

    Seen receive() throws ErrnoException {
        assertThat(socket.await(Constants.POLLIN, TIMEOUT_MILLIS)).isEqualTo(Constants.POLLIN);
        Incoming in = socket.receive(ByteBuffer.allocateDirect(100));
        assertThat(in).isNotNull();
        ByteBuffer ttl = in.control(Constants.IPPROTO_IP, Constants.IP_TTL);
        ByteBuffer trafficClass = in.control(Constants.IPPROTO_IP, Constants.IP_TOS);
        assertThat(ttl).isNotNull();
        assertThat(trafficClass).isNotNull();
        return new Seen(ttl.getInt(), trafficClass.get() & 0xff);
    }

    @Override
    public void close() {
        socket.close();
    }
}
