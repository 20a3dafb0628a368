package io.github.loopline.raw;

import io.github.loopline.fixture.Handover;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.net.Family;
import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.Track;
import java.net.InetAddress;
import java.util.Locale;

/** Makes and sends the packets of a peer, and waits until the kernel has taken them. Thread-safe. */
final class RawSender {

    private static final int DEFAULT_TTL = 64;
    private static final int IGMP_TTL = 1; // RFC 3376

    private final RawIo io;
    private final Track track;
    private final int protocol;
    private final Options options;
    private final InetAddress source;
    private final boolean hearsAll;
    private final boolean headed;

    RawSender(RawIo io, Track track, int protocol, Options options, InetAddress source, boolean hearsAll) {
        this.io = io;
        this.track = track;
        this.protocol = protocol;
        this.options = options;
        this.source = source;
        this.hearsAll = hearsAll;
        this.headed = options.flag(Option.HEADER_INCLUDED, protocol == IpProtocol.RAW);
    }

    /** Sends what a packet carries, or with headers included the packet. */
    void payload(InetAddress destination, byte[] data) {
        checkLoopback(destination);
        int most = Fields.SHORT - (options.family() == Family.INET && !headed ? Ipv4Packet.HEADER_BYTES : 0);
        if (data.length > most) {
            throw new FixtureException("Cannot send " + Bytes.count(data.length) + " from " + track
                    + ": a packet takes at most " + most + ". Send several.");
        }
        // Not bound to an address, the kernel would send from an address that is not of loopback.
        byte[] handed = hearsAll && !headed ? packetOf(destination, data).toBytes() : data;
        InetAddress unheaded = headed || hearsAll ? null : source;
        hand(new OutgoingPacket(handed, new RawAddress(destination, protocol, unheaded)), data.length);
    }

    void icmp(InetAddress destination, IcmpMessage message) {
        int needed = message.family() == Family.INET ? IpProtocol.ICMP : IpProtocol.ICMPV6;
        boolean unsummed = headed && message.checksum() == 0; // with a header of its own the kernel leaves it alone
        IcmpMessage summed = unsummed ? message.withChecksumFor(source, destination) : message;
        message(destination, needed, summed.toBytes());
    }

    void message(InetAddress destination, int needed, byte[] message) {
        if (protocol != needed) {
            throw new IllegalArgumentException("A message of " + IpProtocol.name(needed)
                    + " is sent by a raw socket of that protocol but " + track + " is of "
                    + IpProtocol.name(protocol) + ". Open one with protocol = IpProtocol."
                    + IpProtocol.name(needed).toUpperCase(Locale.ROOT) + ".");
        }
        if (headed) {
            checkLoopback(destination);
            packet(packetOf(destination, message));
        } else {
            payload(destination, message);
        }
    }

    void packet(IpPacket packet) {
        if (!headed) {
            throw new IllegalArgumentException("A packet with a header of its own needs headerIncluded, which " + track
                    + " was opened without. Write headerIncluded = true, or sendTo the payload.");
        }
        payload(packet.destination(), packet.toBytes());
    }

    /** Puts a header with the declared values before what a packet carries. */
    private IpPacket packetOf(InetAddress destination, byte[] data) {
        int ttl = options.number(Option.TTL, protocol == IpProtocol.IGMP ? IGMP_TTL : DEFAULT_TTL);
        return IpPacket.of(source, destination, protocol, data)
                .withTtl(ttl)
                .withTrafficClass(options.number(Option.TRAFFIC_CLASS, 0));
    }

    private void checkLoopback(InetAddress destination) {
        boolean group = options.family() == Family.INET && destination.isMulticastAddress();
        if (!destination.isLoopbackAddress() && !group || Fields.family(destination) != options.family()) {
            throw new IllegalArgumentException("A RawPeer sends to loopback addresses of its family only but was given "
                    + destination.getHostAddress() + ". Send to "
                    + (options.family() == Family.INET ? "127.0.0.1" : "::1") + ".");
        }
    }

    private void hand(OutgoingPacket outgoing, int length) {
        io.call(pollSide -> pollSide.send(outgoing));
        Handover.await(
                track.log(),
                options.timeout(),
                outgoing::isSettled,
                () -> io.call(pollSide -> pollSide.withdraw(outgoing)));
        String failure = outgoing.isSettled() ? outgoing.failure() : "the kernel has no room for it";
        if (failure != null) {
            throw new FixtureException("Cannot send " + Bytes.count(length) + " from " + track + " to "
                    + outgoing.destination() + ": " + failure + ".");
        }
    }
}
