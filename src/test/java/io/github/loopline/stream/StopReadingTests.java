package io.github.loopline.stream;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.net.FixtureException;
import io.github.loopline.testkit.Background;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StopReadingTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    @ParameterizedTest
    @EnumSource
    void lets_the_writes_of_the_peer_block_until_it_resumes(Transport transport) throws Exception {
        StreamServer server = transport.server(net);
        try (Peer peer = Peer.connectTo(server)) {
            Connection connection = server.connection(0);
            assertThat(connection.stopReading().stopReading()).isSameAs(connection);

            long taken = peer.fill();
            assertThat(taken).isPositive();
            assertThat(connection.receivedCount()).isZero();
            Background<Peer> writer = Background.call(() -> peer.write(new byte[8 << 20]));
            assertThat(connection).hasReceivedNothingFor(ofMillis(200));
            assertThat(writer.isDone()).isFalse();

            assertThat(connection.resumeReading()).isSameAs(connection);
            writer.result();
            assertThat(connection).within(ofSeconds(10)).hasReceivedBytes(taken + (8 << 20));
        }
    }

    @ParameterizedTest
    @EnumSource
    void hides_the_end_of_the_peer_until_it_resumes(Transport transport) throws Exception {
        StreamServer server = transport.server(net);
        try (Peer peer = Peer.connectTo(server)) {
            Connection connection = server.connection(0).stopReading();
            peer.write("last words").shutdownOutput();
            assertThat(connection).hasReceivedNothingFor(ofMillis(100)).isOpen();

            connection.resumeReading().expect("last words").expectFin();
        }
    }

    @Test
    void can_still_send() throws Exception {
        StreamServer server = net.tcpServer();
        try (Peer peer = Peer.connectTo(server)) {
            server.connection(0).stopReading().send("I only talk");

            assertThat(peer.readText(11)).isEqualTo("I only talk");
        }
    }

    @Test
    void is_in_the_transcript_once() throws Exception {
        StreamServer server = net.tcpServer();
        try (Peer peer = Peer.connectTo(server)) {
            server.connection(0)
                    .resumeReading()
                    .stopReading()
                    .stopReading()
                    .resumeReading()
                    .resumeReading();

            assertThat(net.transcript().events())
                    .extracting(Object::toString)
                    .filteredOn(line -> line.contains("reading"))
                    .containsExactly(
                            "connection #0 of " + server + " reading stopped",
                            "connection #0 of " + server + " reading resumed");
        }
    }

    @Test
    void keeps_an_rst_and_what_came_before_it_for_later() throws Exception {
        StreamServer server = net.tcpServer();
        try (Peer peer = Peer.connectTo(server)) {
            Connection connection = server.connection(0).stopReading();
            peer.write("last words").reset();

            connection.resumeReading().expect("last words").expectRst();
        }
    }

    @Test
    void a_send_that_meets_an_rst_loses_nothing_of_what_came_before() throws Exception {
        StreamServer server = net.tcpServer();
        for (int i = 0; i < 50; i++) {
            try (Peer peer = Peer.connectTo(server)) {
                Connection connection = server.connection(i).stopReading();
                peer.write("last words").reset();
                sendUntilRst(connection);

                connection.resumeReading().expect("last words").expectRst();
            }
        }
    }

    @Test
    void a_send_that_meets_an_rst_while_reading_notes_both_at_once() throws Exception {
        StreamServer server = net.tcpServer();
        for (int i = 0; i < 50; i++) {
            try (Peer peer = Peer.connectTo(server)) {
                Connection connection = server.connection(i);
                peer.write("last words").reset();
                sendUntilRst(connection);

                assertThat(connection).hasReceived("last words").hasEndedByRst();
            }
        }
    }

    /** A busy kernel handles the RST later than the peer sends it, and takes what is sent meanwhile. */
    private static void sendUntilRst(Connection connection) {
        assertThatThrownBy(() -> {
                    while (true) {
                        connection.send("x");
                    }
                })
                .isExactlyInstanceOf(FixtureException.class)
                .hasMessage("Cannot send 1 byte on " + connection + ": the peer sent RST.");
    }
}
