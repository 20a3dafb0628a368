package io.github.loopline.raw;

import io.github.loopline.internal.posix.Constants;
import io.github.loopline.internal.posix.Incoming;
import io.github.loopline.net.Family;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Makes packets of what the kernel gives. */
final class Arrivals {

    private static final int V6_ADDRESS = 8; // in struct sockaddr_in6
    private static final int V6_BYTES = 16;

    private final int protocol;
    private final InetAddress address;

    /** Takes the protocol of the socket, and the address that it is bound to. */
    Arrivals(int protocol, InetAddress address) {
        this.protocol = protocol;
        this.address = address;
    }

    IpPacket packet(ByteBuffer data, Incoming incoming) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        return Fields.family(address) == Family.INET ? Ipv4Packet.parse(bytes) : headed(bytes, incoming);
    }

    /** Makes the header that the kernel leaves out over IPv6 of what it tells beside. */
    private IpPacket headed(byte[] payload, Incoming incoming) {
        InetAddress source = Fields.address(Arrays.copyOfRange(incoming.address(), V6_ADDRESS, V6_ADDRESS + V6_BYTES));
        ByteBuffer info = incoming.control(Constants.IPPROTO_IPV6, Constants.IPV6_PKTINFO);
        InetAddress destination = info == null ? address : Fields.address(info, V6_BYTES);
        return Ipv6Packet.of(source, destination, protocol, payload)
                .withTtl(number(incoming, Constants.IPV6_HOPLIMIT))
                .withTrafficClass(number(incoming, Constants.IPV6_TCLASS));
    }

    private static int number(Incoming incoming, int type) {
        ByteBuffer value = incoming.control(Constants.IPPROTO_IPV6, type);
        return value == null ? 0 : value.getInt(0);
    }
}
