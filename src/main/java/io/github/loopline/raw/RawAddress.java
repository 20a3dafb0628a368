package io.github.loopline.raw;

import io.github.loopline.trace.Dissector;
import java.net.InetAddress;
import java.net.SocketAddress;

/** The other end of a raw packet in the log: an address without a port, which reads packets for the transcript. */
final class RawAddress extends SocketAddress implements Dissector {

    private static final long serialVersionUID = 1L;

    private final InetAddress host;
    private final int protocol;
    private final boolean headed;

    /** Takes a host, the protocol of the socket, and whether its messages begin with an IP header. */
    RawAddress(InetAddress host, int protocol, boolean headed) {
        this.host = host;
        this.protocol = protocol;
        this.headed = headed;
    }

    InetAddress host() {
        return host;
    }

    @Override
    public String dissect(byte[] message) {
        try {
            return headed
                    ? Payloads.describeLoad(IpPacket.parse(message))
                    : Payloads.describeLoad(Fields.family(host), protocol, message);
        } catch (IllegalArgumentException e) {
            return Payloads.data(message); // the test may send what is no packet
        }
    }

    /** Compares hosts and how messages are read. */
    @Override
    public boolean equals(Object other) {
        return other instanceof RawAddress address
                && host.equals(address.host)
                && protocol == address.protocol
                && headed == address.headed;
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
