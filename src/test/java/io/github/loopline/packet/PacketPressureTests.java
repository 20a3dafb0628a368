package io.github.loopline.packet;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.loopline.Loopback;
import io.github.loopline.junit.EnabledIfSocket;
import io.github.loopline.net.Family;
import io.github.loopline.net.SocketType;
import io.github.loopline.script.Gate;
import io.github.loopline.testkit.Background;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A script that is behind stops reading, so that the peer waits and the memory of the test does not grow. */
@EnabledIfSocket(family = Family.UNIX, type = SocketType.SEQPACKET)
class PacketPressureTests {

    @ParameterizedTest
    @CsvSource({"1, 12000, 10000", "65536, 280, 256"}) // 10 000 messages, and 16 MiB
    void a_script_that_is_behind_stops_the_peer_and_loses_nothing(int bytes, int all, int most) throws Exception {
        Gate gate = new Gate();
        try (Loopback net = Loopback.open()) {
            PacketServer server = net.packetServer()
                    .script(s -> s.await(gate)
                            .repeat(all, r -> r.expectMessage())
                            .expect("last")
                            .send("done")
                            .close());
            try (RawPackets peer = RawPackets.connect(server.socketAddress())) {
                String message = "x".repeat(bytes);
                Background<String> flood = Background.call(() -> {
                    for (int i = 0; i < all; i++) {
                        peer.send(message);
                    }
                    peer.send("last");
                    return "sent";
                });
                PacketConnection connection = server.connection(0);
                assertThat(connection).within(ofSeconds(20)).hasReceivedCount(most);
                assertThatThrownBy(() ->
                                assertThat(connection).within(ofMillis(200)).hasReceivedCount(most + 1))
                        .isInstanceOf(AssertionError.class);
                assertThat(connection.receivedCount()).isEqualTo(most);
                assertThat(flood.isDone()).isFalse();

                gate.release();
                assertThat(flood.result()).isEqualTo("sent");
                assertThat(peer.receive()).isEqualTo("done");
                assertThat(peer.receive()).isNull();
                assertThat(connection.awaitScript().receivedCount()).isEqualTo(all + 1L);
            }
        }
    }

    @Test
    void a_script_that_ends_behind_reads_on() throws Exception {
        Gate gate = new Gate();
        try (Loopback net = Loopback.open()) {
            PacketServer server = net.packetServer().script(s -> s.await(gate).silence());
            try (RawPackets peer = RawPackets.connect(server.socketAddress())) {
                Background<String> flood = Background.call(() -> {
                    for (int i = 0; i < 12_000; i++) {
                        peer.send("x");
                    }
                    return "sent";
                });
                assertThat(server.connection(0)).within(ofSeconds(20)).hasReceivedCount(10_000);
                gate.release();

                assertThat(flood.result()).isEqualTo("sent");
                await().atMost(ofSeconds(20)).until(() -> server.connection(0).receivedCount() == 12_000);
            }
        }
    }
}
