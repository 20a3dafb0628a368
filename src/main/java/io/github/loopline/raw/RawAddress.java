package io.github.loopline.raw;

import io.github.loopline.trace.Dissector;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The other end of a raw packet in the log: an address without a port, which reads packets for the transcript. */
final class RawAddress extends SocketAddress implements Dissector {

    private static final long serialVersionUID = 1L;

    private final InetAddress host;
    private final int protocol;
    private final @Nullable InetAddress source; // of messages to which the kernel gives the header

    /** Takes a host and the protocol of the socket, whose messages begin with an IP header. */
    RawAddress(InetAddress host, int protocol) {
        this(host, protocol, null);
    }

    /** Takes a host, the protocol of the socket, and the own address if the kernel puts the IP header before messages. */
    RawAddress(InetAddress host, int protocol, @Nullable InetAddress source) {
        this.host = host;
        this.protocol = protocol;
        this.source = source;
    }

    InetAddress host() {
        return host;
    }

    @Override
    public String dissect(byte[] message) {
        try {
            return source == null
                    ? Payloads.describeLoad(IpPacket.parse(message))
                    : Payloads.describeLoad(Fields.family(host), protocol, message);
        } catch (IllegalArgumentException e) {
            return Payloads.data(message); // the test may send what is no packet
        }
    }

    @Override
    public byte[] packet(byte[] message) {
        return source == null
                ? message
                : IpPacket.of(source, host, protocol, message).toBytes();
    }

    /** Compares hosts and how messages are read. */
    @Override
    public boolean equals(Object other) {
        return other instanceof RawAddress address
                && host.equals(address.host)
                && protocol == address.protocol
                && Objects.equals(source, address.source);
    }

    @Override
    public int hashCode() {
        return 31 * host.hashCode() + protocol;
    }

    /** Write the host in digits. */
    @Override
    public String toString() {
        return host.getHostAddress();
    }
}
