package io.github.loopline.packet;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.internal.posix.Errno;
import io.github.loopline.internal.posix.ErrnoException;
import io.github.loopline.junit.EnabledIfSocket;
import io.github.loopline.junit.UnixServer;
import io.github.loopline.net.Family;
import io.github.loopline.net.FixtureException;
import io.github.loopline.net.SocketType;
import io.github.loopline.testkit.Background;
import org.junit.jupiter.api.Test;

/** Who sees what when a connection is closed with messages unread. */
@EnabledIfSocket(family = Family.UNIX, type = SocketType.SEQPACKET)
class PacketResetTests {

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
    void who_waits_for_a_message_sees_the_reset_and_no_end_before_it(
            @UnixServer(type = SocketType.SEQPACKET) PacketServer server) throws Exception {
        for (int i = 0; i < 300; i++) {
            try (RawPackets client = RawPackets.connect(server.socketAddress())) {
                PacketConnection connection = server.connection(i).stopReading();
                client.send("unread");
                Background<String> reading = Background.call(client::receive);

                connection.reset();

                assertThatThrownBy(reading::result).hasMessage("Connection reset by peer (ECONNRESET, errno 104)");
            }
        }
    }

    @Test
    void a_reset_of_the_peer_is_never_taken_for_an_end(@UnixServer(type = SocketType.SEQPACKET) PacketServer server)
            throws Exception {
        for (int i = 0; i < 300; i++) {
            try (RawPackets client = RawPackets.connect(server.socketAddress())) {
                server.connection(i).send("never read");
            }
            assertThat(server.connection(i)).within(ofSeconds(5)).hasEndedByRst();
        }
    }
}
