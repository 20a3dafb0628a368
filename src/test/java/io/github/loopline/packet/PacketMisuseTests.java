package io.github.loopline.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.fixture.End;
import io.github.loopline.junit.EnabledIfSocket;
import io.github.loopline.junit.UnixClient;
import io.github.loopline.junit.UnixServer;
import io.github.loopline.net.AbstractUnixAddress;
import io.github.loopline.net.Family;
import io.github.loopline.net.FixtureException;
import io.github.loopline.net.SocketType;
import io.github.loopline.net.UnnamedUnixAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be done, and what cannot be done any more: one exact line each. */
@EnabledIfSocket(family = Family.UNIX, type = SocketType.SEQPACKET)
class PacketMisuseTests {

    @Test
    void a_path_of_107_bytes_is_tried_and_one_of_108_refused(
            @UnixClient(type = SocketType.SEQPACKET) PacketClient client,
            @UnixServer(type = SocketType.SEQPACKET) PacketServer server) {
        UnixDomainSocketAddress longest = UnixDomainSocketAddress.of("/tmp/" + "x".repeat(102));
        UnixDomainSocketAddress longer = UnixDomainSocketAddress.of("/tmp/" + "x".repeat(103));

        assertThat(client.connectEx(longest).words()).isEqualTo("No such file or directory (ENOENT, errno 2)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.connectEx(longer))
                .withMessage("A Unix path must have at most 107 bytes but has 108: " + longer
                        + ". Bind the other side to a shorter one.");
        client.connect(server); // as if nothing had been
    }

    @ParameterizedTest
    @ValueSource(strings = {"unnamed", "empty", "inet"})
    void an_address_that_nobody_can_connect_to_is_refused(
            String kind, @UnixClient(type = SocketType.SEQPACKET) PacketClient client) {
        SocketAddress address = switch (kind) {
            case "unnamed" -> UnnamedUnixAddress.INSTANCE;
            case "empty" -> UnixDomainSocketAddress.of("");
            default -> new InetSocketAddress("127.0.0.1", 1);
        };

        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.connect(address))
                .withMessage("A PacketClient connects to Unix sockets only but was given "
                        + (kind.equals("inet") ? "127.0.0.1:1" : "an unnamed socket")
                        + ". Connect to a path or an abstract name.");
    }

    @Test
    void a_name_that_nobody_listens_on_is_told(@UnixClient(type = SocketType.SEQPACKET) PacketClient client) {
        AbstractUnixAddress nobody = AbstractUnixAddress.of("loopline PacketMisuseTests");

        refuses(
                () -> client.connect(nobody),
                "Cannot connect " + client
                        + " to @loopline PacketMisuseTests: Connection refused (ECONNREFUSED, errno 111).");
    }

    @Test
    void a_size_below_zero_is_refused(
            @UnixClient(type = SocketType.SEQPACKET) PacketClient client,
            @UnixServer(type = SocketType.SEQPACKET) PacketServer server) {
        client.connect(server);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.receive(-1))
                .withMessage("receive must be given 0 bytes or more but was -1.");
    }

    @Test
    void a_closed_connection_says_so_to_every_verb(
            @UnixClient(type = SocketType.SEQPACKET) PacketClient client,
            @UnixServer(type = SocketType.SEQPACKET) PacketServer server) {
        client.connect(server);
        PacketConnection connection = server.connection(0);

        connection.close();
        connection.close();

        String it = connection.toString();
        refuses(() -> connection.send(""), "Cannot send 0 bytes on " + it + ": the connection is closed.");
        refuses(connection::receive, "Cannot receive a message on " + it + ": it is closed, and none has come.");
        refuses(
                () -> connection.packet(0),
                "Cannot receive message #0 on " + it + ": it is closed, and none has come.");
        refuses(
                () -> connection.expect("x"),
                "Cannot receive \"x\" (1 byte) on " + it + ": it is closed, and none has come.");
        assertThatThrownBy(connection::expectEnd)
                .isInstanceOf(AssertionError.class)
                .hasMessage("\nExpecting " + it + "\n  to have received: its end\n  but it is closed");
        assertThat(connection.hasMore()).isFalse();
        connection.shutdownOutput().stopReading().resumeReading().reset(); // nothing is left to be done
        assertThat(connection.end()).isEqualTo(End.CLOSED);
        assertThat(connection.received()).isEmpty();
    }

    @Test
    void a_closed_client_says_so_to_every_verb(
            @UnixClient(type = SocketType.SEQPACKET) PacketClient client,
            @UnixServer(type = SocketType.SEQPACKET) PacketServer server) {
        client.connect(server);

        client.close();
        client.close();

        String it = "connection #0 of " + client;
        refuses(() -> client.send("x"), "Cannot send 1 byte on " + it + ": the connection is closed.");
        refuses(client::receive, "Cannot receive a message on " + it + ": it is closed, and none has come.");
        refuses(
                () -> client.connect(server),
                "Cannot connect " + client + " to " + server.path() + ": Bad file descriptor (EBADF, errno 9).");
    }

    @Test
    void a_closed_server_says_so_to_every_verb(@UnixServer(type = SocketType.SEQPACKET) PacketServer server) {
        server.close();
        server.close();

        refuses(server::start, server + " is closed and does not start again. Call stop() before start().");
        refuses(
                () -> server.connection(0),
                "Cannot get connection #0 of " + server + ": it is stopped, and none has come.");
        String closed = ": " + server + " is closed. Do so before its close.";
        refuses(server::echo, "Cannot echo" + closed);
        refuses(server::discard, "Cannot discard" + closed);
        refuses(() -> server.handle(connection -> {}), "Cannot handle" + closed);
        refuses(() -> server.script(s -> s.expect("x")), "Cannot script" + closed);
        refuses(() -> server.script(0, s -> s.expect("x")), "Cannot script" + closed);
        refuses(() -> server.greeting("hi"), "Cannot greet" + closed);
        server.stopAccepting().resumeAccepting().stop(); // nothing is left to be done
        assertThat(server.isListening()).isFalse();
        assertThat(server.connections()).isEmpty();
        assertThat(server.path()).isEqualTo(server.socketAddress());
    }

    private static void refuses(ThrowingCallable verb, String message) {
        assertThatThrownBy(verb).isInstanceOf(FixtureException.class).hasMessage(message);
    }
}
