package io.github.loopline.packet;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.End;
import io.github.loopline.fixture.Options;
import io.github.loopline.internal.posix.NativeSocket;
import io.github.loopline.junit.EnabledIfSocket;
import io.github.loopline.junit.UnixServer;
import io.github.loopline.net.AbstractUnixAddress;
import io.github.loopline.net.Family;
import io.github.loopline.net.FixtureException;
import io.github.loopline.net.SocketType;
import io.github.loopline.net.UnnamedUnixAddress;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The other side is a socket of its own, through the same calls: the JDK has none of the kind. */
@EnabledIfSocket(family = Family.UNIX, type = SocketType.SEQPACKET)
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
