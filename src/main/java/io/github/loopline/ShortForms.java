package io.github.loopline;

import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.datagram.RdmSocketSpec;
import io.github.loopline.datagram.UdpPeerSpec;
import io.github.loopline.datagram.UnixPeerSpec;
import io.github.loopline.fixture.Spec;
import io.github.loopline.link.DatagramLink;
import io.github.loopline.link.StreamLink;
import io.github.loopline.link.TcpLinkSpec;
import io.github.loopline.link.UdpLinkSpec;
import io.github.loopline.link.UnixDatagramLinkSpec;
import io.github.loopline.link.UnixLinkSpec;
import io.github.loopline.packet.PacketClient;
import io.github.loopline.packet.PacketClientSpec;
import io.github.loopline.packet.PacketServer;
import io.github.loopline.packet.PacketServerSpec;
import io.github.loopline.raw.RawPeer;
import io.github.loopline.raw.RawSocketSpec;
import io.github.loopline.stream.PortSpec;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.stream.TcpClientSpec;
import io.github.loopline.stream.TcpServerSpec;
import io.github.loopline.stream.UnixClientSpec;
import io.github.loopline.stream.UnixServerSpec;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The short forms of {@link Loopback}: one for each kind of fixture with its defaults, and one with attributes. Each opens a spec
 * and nothing else.
 */
abstract class ShortForms {

    ShortForms() {}

    /**
     * Open what is described.
     *
     * @param <F> what opening gives
     * @param spec such as {@code TcpServerSpec.create().backlog(5)}
     * @return the fixture, closed with this owner at the latest; never null
     * @throws io.github.loopline.net.FixtureException if the kernel refuses, or this owner is closed
     */
    public abstract <F> F open(Spec<F> spec);

    /**
     * Start a TCP server on 127.0.0.1.
     *
     * @return the server, never null
     */
    public StreamServer tcpServer() {
        return open(TcpServerSpec.create());
    }

    /**
     * Start a TCP server.
     *
     * @param attributes such as {@code spec -> spec.backlog(5)}
     * @return the server, never null
     */
    public StreamServer tcpServer(UnaryOperator<TcpServerSpec> attributes) {
        return open(attributes.apply(TcpServerSpec.create()));
    }

    /**
     * Start one service at several addresses, to fail over between: TCP servers with one port number, on 127.0.0.1, 127.0.0.2 and so
     * on.
     *
     * @param count how many, 2 to 200
     * @return the servers in this order, never null
     */
    public List<StreamServer> tcpServersOnOnePort(int count) {
        return tcpServersOnOnePort(count, attributes -> attributes);
    }

    /**
     * Start one service at several addresses with attributes, such as {@code net.tcpServersOnOnePort(2, s -> s.backlog(5))}.
     *
     * @param count how many, 2 to 200
     * @param attributes sets them, for all alike; no host and no family
     * @return the servers in this order, never null
     */
    public List<StreamServer> tcpServersOnOnePort(int count, UnaryOperator<TcpServerSpec> attributes) {
        return open(attributes.apply(TcpServerSpec.create()).onOnePort(count));
    }

    /**
     * Start a Unix stream server on a fresh path.
     *
     * @return the server, never null
     */
    public StreamServer unixServer() {
        return open(UnixServerSpec.create());
    }

    /**
     * Start a Unix stream server.
     *
     * @param attributes such as {@code spec -> spec.backlog(5)}
     * @return the server, never null
     */
    public StreamServer unixServer(UnaryOperator<UnixServerSpec> attributes) {
        return open(attributes.apply(UnixServerSpec.create()));
    }

    /**
     * Make a TCP client, not connected yet.
     *
     * @return the client, never null
     */
    public StreamClient tcpClient() {
        return open(TcpClientSpec.create());
    }

    /**
     * Make a TCP client, not connected yet.
     *
     * @param attributes such as {@code spec -> spec.timeout(ofSeconds(1))}
     * @return the client, never null
     */
    public StreamClient tcpClient(UnaryOperator<TcpClientSpec> attributes) {
        return open(attributes.apply(TcpClientSpec.create()));
    }

    /**
     * Make a Unix client, not connected yet.
     *
     * @return the client, never null
     */
    public StreamClient unixClient() {
        return open(UnixClientSpec.create());
    }

    /**
     * Make a Unix client, not connected yet.
     *
     * @param attributes such as {@code spec -> spec.timeout(ofSeconds(1))}
     * @return the client, never null
     */
    public StreamClient unixClient(UnaryOperator<UnixClientSpec> attributes) {
        return open(attributes.apply(UnixClientSpec.create()));
    }

    /**
     * Make a client that is connected to a server of a test.
     *
     * @param server any stream server
     * @return the client, never null
     */
    public StreamClient connectTo(StreamServer server) {
        boolean unix = server.socketAddress() instanceof UnixDomainSocketAddress;
        return (unix ? unixClient() : tcpClient()).connect(server);
    }

    /**
     * Start a Unix server of messages (SOCK_SEQPACKET) on a fresh path.
     *
     * @return the server, never null
     * @throws io.github.loopline.net.CapabilityException without JNA on the class path
     */
    public PacketServer packetServer() {
        return open(PacketServerSpec.create());
    }

    /**
     * Start a Unix server of messages (SOCK_SEQPACKET).
     *
     * @param attributes such as {@code spec -> spec.backlog(5)}
     * @return the server, never null
     * @throws io.github.loopline.net.CapabilityException without JNA on the class path
     */
    public PacketServer packetServer(UnaryOperator<PacketServerSpec> attributes) {
        return open(attributes.apply(PacketServerSpec.create()));
    }

    /**
     * Make a Unix client of messages (SOCK_SEQPACKET), not connected yet.
     *
     * @return the client, never null
     */
    public PacketClient packetClient() {
        return open(PacketClientSpec.create());
    }

    /**
     * Make a Unix client of messages (SOCK_SEQPACKET), not connected yet.
     *
     * @param attributes such as {@code spec -> spec.timeout(ofSeconds(1))}
     * @return the client, never null
     */
    public PacketClient packetClient(UnaryOperator<PacketClientSpec> attributes) {
        return open(attributes.apply(PacketClientSpec.create()));
    }

    /**
     * Make a client that is connected to a server of a test.
     *
     * @param server any server of messages
     * @return the client, never null
     */
    public PacketClient connectTo(PacketServer server) {
        return packetClient().connect(server);
    }

    /**
     * Bind a UDP socket on 127.0.0.1.
     *
     * @return the peer, never null
     */
    public DatagramPeer udpPeer() {
        return open(UdpPeerSpec.create());
    }

    /**
     * Bind a UDP socket.
     *
     * @param attributes such as {@code spec -> spec.family(INET6)}
     * @return the peer, never null
     */
    public DatagramPeer udpPeer(UnaryOperator<UdpPeerSpec> attributes) {
        return open(attributes.apply(UdpPeerSpec.create()));
    }

    /**
     * Bind a Unix datagram socket to a fresh path.
     *
     * @return the peer, never null
     * @throws io.github.loopline.net.CapabilityException without JNA on the class path
     */
    public DatagramPeer unixPeer() {
        return open(UnixPeerSpec.create());
    }

    /**
     * Bind a Unix datagram socket.
     *
     * @param attributes such as {@code spec -> spec.abstractName(Options.ANY_NAME)}
     * @return the peer, never null
     * @throws io.github.loopline.net.CapabilityException without JNA on the class path
     */
    public DatagramPeer unixPeer(UnaryOperator<UnixPeerSpec> attributes) {
        return open(attributes.apply(UnixPeerSpec.create()));
    }

    /**
     * Open a socket for reliably delivered messages.
     *
     * @return the peer, never null
     * @throws io.github.loopline.net.CapabilityException if the kernel has no TIPC, or without JNA on the class path
     */
    public DatagramPeer rdmPeer() {
        return open(RdmSocketSpec.create());
    }

    /**
     * Open a socket for reliably delivered messages.
     *
     * @param attributes such as {@code spec -> spec.standIn(true)}
     * @return the peer, never null
     * @throws io.github.loopline.net.CapabilityException if the kernel has no TIPC, or without JNA on the class path
     */
    public DatagramPeer rdmPeer(UnaryOperator<RdmSocketSpec> attributes) {
        return open(attributes.apply(RdmSocketSpec.create()));
    }

    /**
     * Open a raw socket. It needs JNA and CAP_NET_RAW.
     *
     * @param protocol what it receives and sends, such as {@link io.github.loopline.raw.IpProtocol#ICMP}
     * @return the peer, never null
     * @throws io.github.loopline.net.CapabilityException if this process may not open it
     */
    public RawPeer rawPeer(int protocol) {
        return open(RawSocketSpec.create(protocol));
    }

    /**
     * Open a raw socket. It needs JNA and CAP_NET_RAW.
     *
     * @param protocol what it receives and sends, such as {@link io.github.loopline.raw.IpProtocol#ICMP}
     * @param attributes such as {@code spec -> spec.ttl(1)}
     * @return the peer, never null
     * @throws io.github.loopline.net.CapabilityException if this process may not open it
     */
    public RawPeer rawPeer(int protocol, UnaryOperator<RawSocketSpec> attributes) {
        return open(attributes.apply(RawSocketSpec.create(protocol)));
    }

    /**
     * Make a link that TCP clients connect to, on 127.0.0.1. It leads nowhere yet.
     *
     * @return the link, never null
     */
    public StreamLink tcpLink() {
        return open(TcpLinkSpec.create());
    }

    /**
     * Make a link that TCP clients connect to. It leads nowhere yet.
     *
     * @param attributes such as {@code spec -> spec.family(INET6)}
     * @return the link, never null
     */
    public StreamLink tcpLink(UnaryOperator<TcpLinkSpec> attributes) {
        return open(attributes.apply(TcpLinkSpec.create()));
    }

    /**
     * Make a link that UDP clients send to, on 127.0.0.1. It leads nowhere yet.
     *
     * @return the link, never null
     */
    public DatagramLink udpLink() {
        return open(UdpLinkSpec.create());
    }

    /**
     * Make a link that UDP clients send to. It leads nowhere yet.
     *
     * @param attributes such as {@code spec -> spec.family(INET6)}
     * @return the link, never null
     */
    public DatagramLink udpLink(UnaryOperator<UdpLinkSpec> attributes) {
        return open(attributes.apply(UdpLinkSpec.create()));
    }

    /**
     * Make a link that Unix clients connect to, on a fresh path. It leads nowhere yet.
     *
     * @return the link, never null
     */
    public StreamLink unixLink() {
        return open(UnixLinkSpec.create());
    }

    /**
     * Make a link that Unix clients connect to. It leads nowhere yet.
     *
     * @param attributes such as {@code spec -> spec.backlog(5)}
     * @return the link, never null
     */
    public StreamLink unixLink(UnaryOperator<UnixLinkSpec> attributes) {
        return open(attributes.apply(UnixLinkSpec.create()));
    }

    /**
     * Make a link that Unix datagram clients send to, on a fresh path. It leads nowhere yet.
     *
     * @return the link, never null
     * @throws io.github.loopline.net.CapabilityException without JNA
     */
    public DatagramLink unixDatagramLink() {
        return open(UnixDatagramLinkSpec.create());
    }

    /**
     * Make a link that Unix datagram clients send to. It leads nowhere yet.
     *
     * @param attributes such as {@code spec -> spec.lossPercent(10)}
     * @return the link, never null
     * @throws io.github.loopline.net.CapabilityException without JNA
     */
    public DatagramLink unixDatagramLink(UnaryOperator<UnixDatagramLinkSpec> attributes) {
        return open(attributes.apply(UnixDatagramLinkSpec.create()));
    }

    /**
     * Hold a TCP port on 127.0.0.1 that refuses every connect.
     *
     * @return its address, never null
     */
    public InetSocketAddress refusedPort() {
        return open(PortSpec.refused());
    }

    /**
     * Hold a TCP port that refuses every connect.
     *
     * @param attributes such as {@code spec -> spec.family(INET6)}
     * @return its address, never null
     */
    public InetSocketAddress refusedPort(UnaryOperator<PortSpec> attributes) {
        return open(attributes.apply(PortSpec.refused()));
    }

    /**
     * Hold a TCP port on 127.0.0.1 where connects are not answered.
     *
     * @return its address, never null
     */
    public InetSocketAddress unresponsivePort() {
        return open(PortSpec.unresponsive());
    }

    /**
     * Hold a TCP port where connects are not answered.
     *
     * @param attributes such as {@code spec -> spec.family(INET6)}
     * @return its address, never null
     */
    public InetSocketAddress unresponsivePort(UnaryOperator<PortSpec> attributes) {
        return open(attributes.apply(PortSpec.unresponsive()));
    }
}
