package io.github.loopline.stream;

import static io.github.loopline.fixture.Options.WILDCARD;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.net.Family;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** A server on every address: in the family INET6 for both families. */
@Isolated // a port of every address might be one that another test has given back and wants again
class DualStackTests {

    private static final TcpServerSpec BOTH =
            TcpServerSpec.create().host(WILDCARD).family(Family.INET6);

    @AutoClose
    private final Loopback net = Loopback.open();

    @Test
    void takes_ipv4_and_ipv6() throws Exception {
        StreamServer server = net.open(BOTH).echo();
        assertThat(server.address()).isEqualTo(new InetSocketAddress("::1", server.port()));

        for (String host : new String[] {"127.0.0.1", "127.0.0.2", "::1", "::ffff:127.0.0.1"}) {
            try (Peer peer = Peer.connectTo(new InetSocketAddress(host, server.port()))) {
                assertThat(peer.write("hi").readText(2)).as(host).isEqualTo("hi");
            }
        }

        assertThat(server).hasConnections(4);
        assertThat(host(server.connection(0).remoteAddress())).isEqualTo(InetAddress.getByName("127.0.0.1"));
        assertThat(host(server.connection(0).localAddress())).isEqualTo(InetAddress.getByName("127.0.0.1"));
        assertThat(host(server.connection(1).localAddress())).isEqualTo(InetAddress.getByName("127.0.0.2"));
        assertThat(host(server.connection(2).remoteAddress())).isEqualTo(InetAddress.getByName("::1"));
        assertThat(net.transcript().toString())
                .contains("open on [::]:" + server.port())
                .contains("<- connect from 127.0.0.1:");
    }

    private static InetAddress host(Object address) {
        return ((InetSocketAddress) address).getAddress();
    }

    @Test
    void ipv6_loopback_alone_takes_no_ipv4() {
        StreamServer server = net.tcpServer(spec -> spec.family(Family.INET6));

        assertThatThrownBy(() -> Peer.connectTo(new InetSocketAddress("127.66.0.1", server.port())))
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void the_wildcard_of_ipv4_takes_every_address_of_ipv4() throws Exception {
        StreamServer server = net.tcpServer(spec -> spec.host(WILDCARD).greeting("hi"));
        assertThat(server.address()).isEqualTo(new InetSocketAddress("127.0.0.1", server.port()));

        for (String host : new String[] {"127.0.0.1", "127.77.0.1"}) {
            try (Socket socket = new Socket(host, server.port())) {
                assertThat(socket.getInputStream().readNBytes(2)).asString().isEqualTo("hi");
            }
        }
    }

    @Test
    void listeners_of_the_jdk_take_both_too() throws Exception {
        ServerSocket socket = net.open(BOTH.as(ServerSocket.class));
        ServerSocketChannel channel = net.open(BOTH.as(ServerSocketChannel.class));

        for (String host : new String[] {"127.0.0.1", "::1"}) {
            try (Socket client = new Socket(host, socket.getLocalPort());
                    Socket accepted = socket.accept()) {
                assertThat(accepted.getRemoteSocketAddress()).isEqualTo(client.getLocalSocketAddress());
            }
            try (Socket client = new Socket(host, channel.socket().getLocalPort());
                    SocketChannel accepted = channel.accept()) {
                assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalSocketAddress());
            }
        }
    }

    @Test
    void is_stopped_started_filled_and_drained_as_any_other() throws Exception {
        StreamServer server = net.open(BOTH.backlog(1));
        server.stop();
        server.start();
        assertThat(server.fillBacklog()).isEqualTo(2);
        server.drain();

        try (Peer peer = Peer.connectTo(new InetSocketAddress("127.0.0.1", server.port()))) {
            peer.write("x");
            server.connection(0).expect("x");
        }
        assertThat(server).hasConnections(1);
    }

    @Test
    void a_client_of_ipv6_reaches_an_ipv4_server() throws Exception {
        StreamServer server = net.tcpServer();
        StreamClient client = net.open(TcpClientSpec.create().family(Family.INET6));

        client.connect(server).send("mapped");

        assertThat(server).within(ofSeconds(5)).connection(0).hasReceived("mapped");
        assertThat(host(server.connection(0).remoteAddress())).isEqualTo(InetAddress.getByName("127.0.0.1"));
    }
}
