package io.github.loopline.packet;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.junit.EnabledIfSocket;
import io.github.loopline.net.Family;
import io.github.loopline.net.FixtureException;
import io.github.loopline.net.SocketType;
import io.github.loopline.testkit.Background;
import org.junit.jupiter.api.Test;

/** What is too large, too much or too late. */
@EnabledIfSocket(family = Family.UNIX, type = SocketType.SEQPACKET)
class PacketLimitsTests {

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
}
