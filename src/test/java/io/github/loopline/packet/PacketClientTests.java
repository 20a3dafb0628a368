package io.github.loopline.packet;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.LooplineSoftAssertions;
import io.github.loopline.internal.posix.Errno;
import io.github.loopline.internal.posix.NativeSocket;
import io.github.loopline.junit.EnabledIfSocket;
import io.github.loopline.junit.UnixClient;
import io.github.loopline.junit.UnixServer;
import io.github.loopline.net.Family;
import io.github.loopline.net.FixtureException;
import io.github.loopline.net.SocketType;
import io.github.loopline.net.UnnamedUnixAddress;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Background;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;

@EnabledIfSocket(family = Family.UNIX, type = SocketType.SEQPACKET)
class PacketClientTests {

    @Test
    void it_talks_to_a_server_under_test(@UnixClient(type = SocketType.SEQPACKET) PacketClient client)
            throws Exception {
        try (NativeSocket listener = RawPackets.open()) {
            listener.bind(UnnamedUnixAddress.INSTANCE);
            listener.listen(1);

            client.connect(listener.localAddress()).send("PING").send("");

            try (RawPackets served = RawPackets.accept(listener)) {
                assertThat(served.receive()).isEqualTo("PING");
                assertThat(served.receive()).isEmpty();
                served.send("PONG").send("");
                client.expect("PONG").expect("");
            }
            client.expectEnd();
            assertThat(client).hasEndedByFin().hasReceivedInOrder("PONG", "");
            assertThat(client.peerCredentials().pid())
                    .isEqualTo((int) ProcessHandle.current().pid());
        }
    }

    @Test
    void what_becomes_of_a_connect_is_a_value(
            @UnixClient(type = SocketType.SEQPACKET) PacketClient client,
            @UnixServer(type = SocketType.SEQPACKET) PacketServer server,
            @UnixServer StreamServer streams) {
        SocketAddress none = UnixDomainSocketAddress.of("/tmp/loopline no such");

        is(client.connectEx(none), Errno.ENOENT, "No such file or directory (ENOENT, errno 2)");
        is(client.connectEx(streams.path()), Errno.EPROTOTYPE, "Protocol wrong type for socket (EPROTOTYPE, errno 91)");
        assertThat(client.connectEx(server.socketAddress()).isConnected()).isTrue();
        is(
                client.connectEx(server.socketAddress()),
                Errno.EISCONN,
                "Transport endpoint is already connected (EISCONN, errno 106)");
        client.connection().close();
        assertThat(client.connectEx(server.socketAddress()).connection()).isSameAs(client.connection());
        client.connection().close();
        server.stop();
        is(
                client.connectEx(server.socketAddress()),
                Errno.ECONNREFUSED,
                "Connection refused (ECONNREFUSED, errno 111)");
        client.close();
        is(client.connectEx(server.socketAddress()), Errno.EBADF, "Bad file descriptor (EBADF, errno 9)");
    }

    private static void is(PacketConnectOutcome outcome, Errno errno, String words) {
        assertThat(outcome.errno()).isEqualTo(errno.number());
        assertThat(outcome.words()).isEqualTo(words);
        assertThat((Object) outcome.connection()).isNull();
    }

    @Test
    void a_failed_connect_is_told_in_one_line(@UnixClient(type = SocketType.SEQPACKET) PacketClient client) {
        assertThatThrownBy(() -> client.connect(UnixDomainSocketAddress.of("/tmp/loopline no such")))
                .isInstanceOf(FixtureException.class)
                .hasMessage("Cannot connect " + client
                        + " to /tmp/loopline no such: No such file or directory (ENOENT, errno 2).");
        assertThatThrownBy(() -> client.connect(new InetSocketAddress("127.0.0.1", 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A PacketClient connects to Unix sockets only but was given 127.0.0.1:1."
                        + " Connect to a path or an abstract name.");
        assertThatThrownBy(client::receive)
                .isInstanceOf(FixtureException.class)
                .hasMessage(client + " is not connected. Call connect(address) first.");
    }

    @Test
    void a_connect_waits_for_room_in_the_queue(
            @UnixServer(type = SocketType.SEQPACKET, backlog = 1) PacketServer server) throws Exception {
        try (Loopback net = Loopback.open()) {
            server.stopAccepting();
            net.connectTo(server);
            net.connectTo(server);
            PacketClient impatient = net.packetClient(spec -> spec.timeout(ofMillis(30)));
            assertThatThrownBy(() -> impatient.connect(server))
                    .isInstanceOf(FixtureException.class)
                    .hasMessage("Cannot connect " + impatient + " to " + server.path()
                            + ": Resource temporarily unavailable (EAGAIN, errno 11).");
            PacketClient never = net.packetClient(spec -> spec.blocking(false));
            assertThat(never.connectEx(server.socketAddress()).errno()).isEqualTo(11);

            PacketClient patient = net.packetClient();
            Background<PacketClient> connecting =
                    Background.call(() -> patient.connect(server)).awaitWaiting();
            server.resumeAccepting();

            connecting.result().send("x");
            assertThat(server).within(ofSeconds(5)).hasReceived("x");
        }
    }

    @Test
    void soft_assertions_collect_and_tell_what_came(
            @UnixServer(type = SocketType.SEQPACKET) PacketServer server,
            @UnixClient(type = SocketType.SEQPACKET) PacketClient client) {
        client.connect(server).send("one").send("two");
        assertThat(server.connection(0)).within(ofSeconds(5)).hasReceivedCount(2);
        LooplineSoftAssertions softly = new LooplineSoftAssertions();

        softly.assertThat(server).hasReceived("three").connection(0).packet(0).hasData("two");
        softly.assertThat(server.connection(0)).hasReceivedInOrder("two", "one").isOpen();
        softly.assertThat(client).hasReceivedNothing().hasEnded();
        softly.assertThat(server.connection(0).packet(1)).hasLength(4);

        assertThat(softly.errorsCollected())
                .extracting(Throwable::getMessage)
                .extracting(message -> message.lines().skip(1).limit(3).toList().toString())
                .containsExactly(
                        "[Expecting " + server + ",   to have received: \"three\" (5 bytes),"
                                + "   but received    : \"two\" (3 bytes), as message #1, the peer is still connected]",
                        "[Expecting message #0 of connection #0 of " + server
                                + ",   to be : \"two\" (3 bytes),   but is: \"one\" (3 bytes), is whole]",
                        "[Expecting connection #0 of " + server
                                + ",   to have received in this order [\"two\", \"one\"],"
                                + "   but 2 messages have come, the peer is still connected]",
                        "[Expecting " + client + ",   to have ended by FIN or RST,   but the peer is still connected]",
                        "[Expecting message #1 of connection #0 of " + server
                                + ",   to have a length of 4 bytes,   but it has 3 bytes]");
    }

    @Test
    void a_closed_client_connects_no_more_and_may_be_closed_twice() {
        try (Loopback net = Loopback.open()) {
            PacketServer server = net.packetServer();
            PacketClient client = net.connectTo(server);

            client.close();
            client.close();

            assertThat(server.connection(0)).within(ofSeconds(5)).hasEndedByFin();
            assertThatThrownBy(() -> client.send("x"))
                    .isInstanceOf(FixtureException.class)
                    .hasMessage("Cannot send 1 byte on connection #0 of " + client + ": the connection is closed.");
        }
    }
}
