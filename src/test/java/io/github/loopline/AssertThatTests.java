package io.github.loopline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.BDDAssertions.then;

import io.github.loopline.datagram.Datagram;
import io.github.loopline.datagram.DatagramAssert;
import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.datagram.DatagramPeerAssert;
import io.github.loopline.stream.Connection;
import io.github.loopline.stream.ConnectionAssert;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamClientAssert;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.stream.StreamServerAssert;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The one static import of AssertJ is enough: that this compiles is half of the test. */
class AssertThatTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    @Test
    void each_fixture_finds_its_own_assertions() {
        StreamServer server = net.tcpServer();
        StreamClient client = net.connectTo(server);
        Connection connection = server.connection(0);
        DatagramPeer peer = net.udpPeer();
        Datagram datagram = peer.sendTo(peer, "x").receive();

        StreamServerAssert onServer = assertThat(server);
        StreamClientAssert onClient = assertThat(client);
        ConnectionAssert onConnection = assertThat(connection);
        DatagramPeerAssert onPeer = assertThat(peer);
        DatagramAssert onDatagram = assertThat(datagram);

        onServer.isListening();
        onClient.isOpen();
        onConnection.isOpen();
        onPeer.hasReceived("x");
        onDatagram.hasData("x");
    }

    @Test
    void lists_and_values_of_fixtures_find_those_of_assertj() {
        StreamServer server = net.tcpServer();

        ListAssert<Connection> connections = assertThat(server.connections());
        connections.isEmpty();
        assertThat(net.udpPeer().received()).isEmpty();
        assertThat(server.port()).isPositive();
        assertThat(server.address().getAddress().isLoopbackAddress()).isTrue();
    }

    @Test
    void a_fixture_can_still_be_asserted_as_an_object() {
        StreamServer server = net.tcpServer();

        assertThat(server).isSameAs(server).isNotEqualTo(net.tcpServer());
        assertThat((Object) server).hasToString("tcp-server:" + server.port());
    }

    @Test
    void bdd_finds_them_too() {
        StreamServerAssert onServer = then(net.tcpServer());

        onServer.isListening();
    }
}
