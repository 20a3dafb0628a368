package io.github.loopline.packet;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.End;
import io.github.loopline.fixture.Options;
import io.github.loopline.internal.posix.Errno;
import io.github.loopline.internal.posix.ErrnoException;
import io.github.loopline.internal.posix.NativeSocket;
import io.github.loopline.junit.UnixServer;
import io.github.loopline.net.AbstractUnixAddress;
import io.github.loopline.net.FixtureException;
import io.github.loopline.net.SocketType;
import io.github.loopline.net.UnnamedUnixAddress;
import io.github.loopline.testkit.Background;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The other side is a socket of its own, through the same calls: the JDK has none of the kind. */
class PacketServerTests {

    @Test
    void messages_keep_their_bounds_and_an_empty_one_is_not_the_end(
            @UnixServer(type = SocketType.SEQPACKET) PacketServer server) throws Exception {
        try (RawPackets client = RawPackets.connect(server.socketAddress())) {
            client.send("one").send("").send("three").send("");
        }

        PacketConnection connection = server.connection(0);
        assertThat(connection).within(ofSeconds(5)).hasEndedByFin().hasReceivedInOrder("one", "", "three", "");
        assertThat(connection.end()).isEqualTo(End.FIN);
        assertThat(connection.receive()).hasData("one").hasLength(3);
        assertThat(connection.receive().length()).isZero();
        assertThat(connection.hasMore()).isTrue();
        connection.expect("three").expect("").expectEnd();
        assertThat(connection.hasMore()).isFalse();
    }

    @Test
    void an_empty_message_alone_is_a_message(@UnixServer(type = SocketType.SEQPACKET) PacketServer server)
            throws Exception {
        try (RawPackets client = RawPackets.connect(server.socketAddress())) {
            client.send("");

            assertThat(server.connection(0)).within(ofSeconds(5)).hasReceivedCount(1);
            assertThat(server.connection(0)).isOpen();
        }
    }

    @Test
    void what_the_server_sends_arrives_message_by_message(@UnixServer(type = SocketType.SEQPACKET) PacketServer server)
            throws Exception {
        try (RawPackets client = RawPackets.connect(server.socketAddress())) {
            server.connection(0).send("one").send("").send(new byte[] {3}).shutdownOutput();

            assertThat(client.receive()).isEqualTo("one");
            assertThat(client.receive()).isEmpty();
            assertThat(client.receive()).isEqualTo("\u0003");
            assertThat(client.receive()).isNull();
            client.send("half open");
            server.connection(0).expect("half open");
        }
    }

    @Test
    void echo_sends_messages_back_and_closes_behind_them(
            @UnixServer(type = SocketType.SEQPACKET, service = io.github.loopline.fixture.Service.ECHO)
                    PacketServer server)
            throws Exception {
        try (RawPackets client = RawPackets.connect(server.socketAddress())) {
            client.send("one").send("").send("two").shutdownOutput();

            assertThat(client.receive()).isEqualTo("one");
            assertThat(client.receive()).isEmpty();
            assertThat(client.receive()).isEqualTo("two");
            assertThat(client.receive()).isNull();
        }
    }

    @Test
    void a_handler_serves_each_connection_and_what_it_throws_fails_the_test() throws Exception {
        Loopback net = Loopback.open();
        PacketServer server = net.packetServer(spec -> spec.greeting("hello")).handle(connection -> {
            while (connection.hasMore()) {
                connection.send(connection.receive().text().toUpperCase(java.util.Locale.ROOT));
            }
            throw new IllegalStateException("of the handler");
        });
        try (RawPackets client = RawPackets.connect(server.socketAddress())) {
            assertThat(client.receive()).isEqualTo("hello");
            client.send("ping");
            assertThat(client.receive()).isEqualTo("PING");
            client.shutdownOutput();
            assertThat(client.receive()).isNull();
        }

        assertThatThrownBy(net::close)
                .isInstanceOf(AssertionError.class)
                .hasMessage("On a thread of connection #0 of " + server
                        + ": java.lang.IllegalStateException: of the handler");
    }

    @Test
    void a_close_with_unread_messages_is_a_reset(@UnixServer(type = SocketType.SEQPACKET) PacketServer server)
            throws Exception {
        try (RawPackets client = RawPackets.connect(server.socketAddress())) {
            PacketConnection connection = server.connection(0).stopReading();
            client.send("unread");

            connection.reset();

            assertThatThrownBy(client::receive)
                    .isInstanceOfSatisfying(
                            ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ECONNRESET));
        }
    }

    @Test
    void a_reset_with_nothing_unread_is_refused(@UnixServer(type = SocketType.SEQPACKET) PacketServer server)
            throws Exception {
        try (RawPackets client = RawPackets.connect(server.socketAddress())) {
            PacketConnection connection = server.connection(0);

            assertThatThrownBy(connection::reset)
                    .isInstanceOf(FixtureException.class)
                    .hasMessage("Cannot reset " + connection
                            + ": a Unix socket is reset only by a close with unread data."
                            + " Call stopReading() before the peer sends, or close().");
            connection.close();
            assertThat(client.receive()).isNull();
        }
    }

    @Test
    void a_reset_of_the_peer_is_told_and_loses_no_message(@UnixServer(type = SocketType.SEQPACKET) PacketServer server)
            throws Exception {
        try (RawPackets client = RawPackets.connect(server.socketAddress())) {
            PacketConnection connection = server.connection(0);
            connection.send("never read");
            client.send("last words");
        }

        assertThat(server.connection(0)).within(ofSeconds(5)).hasEndedByRst().hasReceivedInOrder("last words");
        assertThatThrownBy(() -> server.connection(0).send("x"))
                .isInstanceOf(FixtureException.class)
                .hasMessage("Cannot send 1 byte on connection #0 of " + server + ": the connection is closed.");
    }

    @Test
    void the_kernel_tells_who_the_peer_is(@UnixServer(type = SocketType.SEQPACKET) PacketServer server)
            throws Exception {
        try (RawPackets client = RawPackets.connect(server.socketAddress())) {
            PacketConnection connection = server.connection(0);

            assertThat(connection.peerCredentials().pid())
                    .isEqualTo((int) ProcessHandle.current().pid());
            assertThat(connection.peerCredentials().uid())
                    .isEqualTo(java.nio.file.Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
            assertThat(connection.remoteAddress()).isEqualTo(UnnamedUnixAddress.INSTANCE);
            assertThat(connection.localAddress()).isEqualTo(server.path());
            client.shutdownOutput();
        }
    }

    @Test
    void backlog_plus_one_connects_succeed_and_the_next_finds_the_queue_full(
            @UnixServer(type = SocketType.SEQPACKET, backlog = 2) PacketServer server) throws Exception {
        server.stopAccepting();
        List<RawPackets> queued = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            queued.add(RawPackets.connect(server.socketAddress()));
        }
        try (NativeSocket next = RawPackets.open()) {
            assertThatThrownBy(() -> next.connect(server.socketAddress()))
                    .hasMessage("Resource temporarily unavailable (EAGAIN, errno 11)");
            server.resumeAccepting();
            assertThat(server).within(ofSeconds(5)).hasConnections(3);
            assertThat(next.connect(server.socketAddress())).isTrue();
        } finally {
            for (RawPackets client : queued) {
                client.close();
            }
        }
    }

    @Test
    void a_stopped_server_refuses_and_starts_again_on_its_path() throws Exception {
        try (Loopback net = Loopback.open()) {
            PacketServer server = net.packetServer();
            server.stop();
            server.stop();
            assertThat(server).isStopped();
            assertThatThrownBy(() -> RawPackets.connect(server.socketAddress()))
                    .hasMessage("Connection refused (ECONNREFUSED, errno 111)");

            server.start();

            try (RawPackets client = RawPackets.connect(server.socketAddress())) {
                client.send("again");
                assertThat(server).within(ofSeconds(5)).hasReceived("again");
            }
        }
    }

    @Test
    void a_close_ends_connections_deletes_the_file_and_may_come_twice() throws Exception {
        try (Loopback net = Loopback.open()) {
            PacketServer server = net.packetServer();
            Path file = server.path().getPath();
            try (RawPackets client = RawPackets.connect(server.socketAddress())) {
                PacketConnection connection = server.connection(0);

                server.close();
                server.close();

                assertThat(client.receive()).isNull();
                assertThat(file.getParent()).doesNotExist();
                assertThat(connection.end()).isEqualTo(End.CLOSED);
                connection.close();
                assertThatThrownBy(connection::receive)
                        .isInstanceOf(FixtureException.class)
                        .hasMessage("Cannot receive a message on " + connection + ": it is closed, and none has come.");
                assertThatThrownBy(() -> connection.send("x"))
                        .isInstanceOf(FixtureException.class)
                        .hasMessage("Cannot send 1 byte on " + connection + ": the connection is closed.");
                assertThatThrownBy(server::start)
                        .isInstanceOf(FixtureException.class)
                        .hasMessage(server + " is closed and does not start again. Call stop() before start().");
                assertThatThrownBy(() -> server.connection(1))
                        .isInstanceOf(FixtureException.class)
                        .hasMessage("Cannot get connection #1 of " + server + ": it is stopped, and 1 has come.");
            }
        }
    }

    @Test
    void a_server_with_an_abstract_name_has_no_path(
            @UnixServer(type = SocketType.SEQPACKET, abstractName = Options.ANY_NAME) PacketServer server)
            throws Exception {
        SocketAddress name = server.socketAddress();
        assertThat(name).isInstanceOf(AbstractUnixAddress.class);
        assertThatThrownBy(server::path)
                .isInstanceOf(FixtureException.class)
                .hasMessage("packet-server:" + name + " has no path but an abstract name. Use socketAddress().");
        try (RawPackets client = RawPackets.connect(name)) {
            client.send("x");
            assertThat(server).within(ofSeconds(5)).hasReceived("x");
        }
    }

    @Test
    void a_message_over_the_send_buffer_is_refused_with_its_size() throws Exception {
        try (Loopback net = Loopback.open()) {
            PacketServer server = net.packetServer(spec -> spec.sendBufferSize(4096));
            try (RawPackets client = RawPackets.connect(server.socketAddress())) {
                PacketConnection connection = server.connection(0);

                assertThatThrownBy(() -> connection.send(new byte[10_000]))
                        .isInstanceOf(FixtureException.class)
                        .hasMessage("Cannot send 10000 bytes on " + connection
                                + ": Message too long (EMSGSIZE, errno 90), as the send buffer has 8192."
                                + " Raise sendBufferSize, or send less.");
                connection.send("still usable");
                assertThat(client.receive()).isEqualTo("still usable");
            }
        }
    }

    @Test
    void a_peer_that_does_not_read_holds_the_sender_up_for_its_timeout() throws Exception {
        try (Loopback net = Loopback.open()) {
            PacketServer server = net.packetServer(spec -> spec.timeout(ofMillis(50)));
            try (RawPackets client = RawPackets.connect(server.socketAddress())) {
                assertThat(server).within(ofSeconds(5)).hasConnections(1);
                PacketConnection connection = server.connection(0);
                int[] sent = {0};

                assertThatThrownBy(() -> {
                            while (sent[0] < 100_000) {
                                connection.send(new byte[1000]);
                                sent[0]++;
                            }
                        })
                        .isInstanceOf(FixtureException.class)
                        .hasMessage("Waited 50 ms to send 1000 bytes on " + connection
                                + " but the kernel has no room: the peer does not read. It is not sent.");
                connection.shutdownOutput();

                for (int i = 0; i < sent[0]; i++) {
                    assertThat(client.receive()).hasSize(1000);
                }
                assertThat(client.receive()).isNull();
            }
        }
    }

    @Test
    void what_does_not_come_is_told_with_what_came() throws Exception {
        try (Loopback net = Loopback.open()) {
            PacketServer server = net.packetServer(spec -> spec.timeout(ofMillis(20)));
            assertThatThrownBy(() -> server.connection(0))
                    .isInstanceOf(FixtureException.class)
                    .hasMessage("Waited 20 ms for connection #0 of " + server + " but none has come.");
            try (RawPackets client = RawPackets.connect(server.socketAddress())) {
                client.send("PINGS");
                PacketConnection connection = net.packetClient(spec -> spec.timeout(ofMillis(20)))
                        .connect(server)
                        .connection();
                assertThat(server).within(ofSeconds(5)).hasConnections(2);
                PacketConnection accepted = server.connection(0);
                assertThat(accepted).within(ofSeconds(5)).hasReceivedCount(1);

                assertThatThrownBy(connection::receive)
                        .isInstanceOf(FixtureException.class)
                        .hasMessage("Waited 20 ms for a message on " + connection + " but none has come.");
                assertThatThrownBy(() -> accepted.packet(1))
                        .isInstanceOf(FixtureException.class)
                        .hasMessage("Waited 20 ms for message #1 on " + accepted + " but only 1 has come.");
                assertThat(accepted.receive(4)).hasData("PING").hasLength(5).isTruncated();
                assertThatThrownBy(accepted::receive)
                        .isInstanceOf(FixtureException.class)
                        .hasMessage("Waited 20 ms for a message on " + accepted + " but none is left of 1.");
                assertThatThrownBy(() -> accepted.expect("PONG"))
                        .isInstanceOf(AssertionError.class)
                        .hasMessage(
                                "\nExpecting " + accepted
                                        + "\n  to have received: \"PONG\" (4 bytes)\n  but nothing came, the peer is still connected");
                assertThatThrownBy(accepted::expectEnd)
                        .isInstanceOf(AssertionError.class)
                        .hasMessage("\nExpecting " + accepted
                                + "\n  to have received: its end\n  but the peer is still connected");
            }
        }
    }

    @Test
    void what_is_beyond_the_recording_limit_is_counted_and_told() throws Exception {
        try (Loopback net = Loopback.open()) {
            PacketServer server = net.packetServer(spec -> spec.recordingLimit(4));
            try (RawPackets client = RawPackets.connect(server.socketAddress())) {
                client.send("kept").send("not kept");
                PacketConnection connection = server.connection(0);
                assertThat(connection).within(ofSeconds(5)).hasReceivedCount(2);
                Background<String> waiting = Background.call(() -> {
                            assertThat(connection).within(ofSeconds(20)).hasReceivedCount(3);
                            return "counted";
                        })
                        .awaitWaiting();

                client.send("counted");

                assertThat(waiting.result()).isEqualTo("counted");
                assertThat(connection.packet(0)).hasData("kept");
                assertThatThrownBy(() -> connection.packet(1))
                        .isInstanceOf(FixtureException.class)
                        .hasMessage("Message #1 of " + connection
                                + " was not kept. Raise recordingLimit, or compare counts.");
                assertThatThrownBy(() ->
                                assertThat(connection).within(ofSeconds(20)).hasReceived("not kept"))
                        .hasMessageEndingWith("\n    and 2 that are not kept. Raise recordingLimit."
                                + "\n  and waiting up to 20 s would not help: what comes is not kept");
            }
        }
    }

    @Test
    void a_thousand_messages_from_many_clients_all_come(@UnixServer(type = SocketType.SEQPACKET) PacketServer server)
            throws Exception {
        List<RawPackets> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                clients.add(RawPackets.connect(server.socketAddress()));
            }
            for (int n = 0; n < 50; n++) {
                for (RawPackets client : clients) {
                    client.send("message " + n);
                }
            }
            for (int i = 0; i < 20; i++) {
                assertThat(server.connection(i)).within(ofSeconds(5)).hasReceivedCount(50);
                assertThat(server.connection(i).packet(49)).hasData("message 49");
            }
        } finally {
            for (RawPackets client : clients) {
                client.close();
            }
        }
    }

    @Test
    void no_descriptor_is_left_after_many_sessions() throws IOException {
        try (Loopback net = Loopback.open()) {
            PacketServer server = net.packetServer().echo();
            for (int i = 0; i < 3_000; i++) {
                try (RawPackets client = RawPackets.connect(server.socketAddress())) {
                    client.send("x");
                }
            }
            assertThat(server).within(ofSeconds(10)).hasConnections(3_000);
        }
    }
}
