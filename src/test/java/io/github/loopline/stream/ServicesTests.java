package io.github.loopline.stream;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.End;
import io.github.loopline.fixture.Service;
import io.github.loopline.net.FixtureException;
import io.github.loopline.testkit.Background;
import java.security.MessageDigest;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServicesTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    @ParameterizedTest
    @EnumSource
    void echo_sends_back_what_comes_and_closes_after_the_fin(Transport transport) throws Exception {
        StreamServer server = transport.server(net).echo();

        try (Peer peer = Peer.connectTo(server)) {
            assertThat(peer.write("PING").readText(4)).isEqualTo("PING");
            assertThat(peer.write("again").shutdownOutput().readTextToEnd()).isEqualTo("again");
        }
        assertThat(server.connection(0).received()).asString().isEqualTo("PINGagain");
        assertThat(server.connection(0).sent()).asString().isEqualTo("PINGagain");
        assertThat(server.connection(0).end()).isEqualTo(End.FIN);
    }

    @ParameterizedTest
    @EnumSource
    void echo_loses_nothing_of_a_peer_that_reads_late(Transport transport) throws Exception {
        StreamServer server = transport.server(net).echo();
        byte[] data = new byte[24 << 20]; // more than all buffers on the way take
        new Random(1).nextBytes(data);

        try (Peer peer = Peer.connectTo(server)) {
            Background<Peer> writer = Background.call(() -> peer.write(data).shutdownOutput());
            Connection echo = server.connection(0);
            assertThat(Filling.standstill(echo::receivedCount))
                    .as("what it took while nobody read")
                    .isLessThan(data.length);
            assertThat(writer.isDone()).isFalse();

            assertThat(peer.readToEnd()).isEqualTo(data);
            writer.result();
        }
        assertThat(server).within(ofSeconds(5)).connection(0).hasReceivedDigest(sha256(data));
    }

    @Test
    void echo_ends_when_the_peer_resets() throws Exception {
        StreamServer server = net.tcpServer().echo();
        try (Peer peer = Peer.connectTo(server).write("PING")) {
            peer.readText(4);
            peer.reset();
        }
        assertThat(server)
                .within(ofSeconds(5))
                .connection(0)
                .hasReceived("PING")
                .hasEndedByRst();
    }

    @ParameterizedTest
    @EnumSource
    void discard_counts_and_hashes_and_closes_at_the_fin(Transport transport) throws Exception {
        StreamServer server = transport.server(net).discard();
        byte[] data = new byte[3_000_000];
        new Random(2).nextBytes(data);

        try (Peer peer = Peer.connectTo(server).write(data).shutdownOutput()) {
            assertThat(peer.readToEnd()).isEmpty();
        }
        Connection connection = server.connection(0);
        assertThat(connection)
                .hasReceivedBytes(data.length)
                .hasReceivedDigest(sha256(data))
                .hasEndedByFin();
        assertThatExceptionOfType(FixtureException.class)
                .isThrownBy(connection::received)
                .withMessage("Not all 3000000 bytes of " + connection
                        + " were kept but 0. Raise recordingLimit, or compare counts and digests.");
    }

    @ParameterizedTest
    @EnumSource
    void a_greeting_comes_first(Transport transport) throws Exception {
        StreamServer server = transport.server(net).greeting("220 hälló\r\n").echo();

        try (Peer peer = Peer.connectTo(server).write("x")) {
            assertThat(peer.readText(14)).isEqualTo("220 hälló\r\nx");
        }
    }

    @Test
    void an_empty_greeting_is_none() throws Exception {
        StreamServer server = net.tcpServer(spec -> spec.greeting("hello")).greeting("");
        try (Peer peer = Peer.connectTo(server)) {
            server.connection(0).shutdownOutput();
            assertThat(peer.readToEnd()).isEmpty();
        }
    }

    @Test
    void services_and_greetings_can_be_declared() throws Exception {
        StreamServer echo = net.tcpServer(spec -> spec.service(Service.ECHO).greeting("hello"));
        try (Peer peer = Peer.connectTo(echo).write("!")) {
            assertThat(peer.readText(6)).isEqualTo("hello!");
        }
        StreamServer discard = net.unixServer(spec -> spec.service(Service.DISCARD));
        try (Peer peer = Peer.connectTo(discard).write("!").shutdownOutput()) {
            assertThat(peer.readToEnd()).isEmpty();
        }
    }

    @Test
    void a_service_is_for_later_connections_and_a_handler_comes_before_it() throws Exception {
        StreamServer server = net.tcpServer();
        try (Peer recorded = Peer.connectTo(server)) {
            server.connection(0);
            server.echo();
            try (Peer echoed = Peer.connectTo(server).write("e")) {
                assertThat(echoed.readText(1)).isEqualTo("e");
            }
            server.handle(c -> c.send("handled " + c.receiveLine()));
            try (Peer handled = Peer.connectTo(server).write("h\n")) {
                assertThat(handled.readTextToEnd()).isEqualTo("handled h");
            }
            recorded.write("r").shutdownOutput();
            assertThat(server.connection(0))
                    .within(ofSeconds(5))
                    .hasReceived("r")
                    .hasEndedByFin();
            assertThat(server.connection(0).send("open").end()).isEqualTo(End.FIN);
            assertThat(recorded.readText(4)).isEqualTo("open");
        }
    }

    @Test
    void an_echo_whose_output_was_shut_down_records_on() throws Exception {
        StreamServer server = net.tcpServer().echo();
        try (Peer peer = Peer.connectTo(server)) {
            server.connection(0).shutdownOutput();
            assertThat(peer.write("PING").shutdownOutput().readToEnd()).isEmpty();
        }
        assertThat(server)
                .within(ofSeconds(5))
                .connection(0)
                .hasReceived("PING")
                .hasEndedByFin();
        assertThat(net.transcript().events()).extracting(Object::toString).noneMatch(line -> line.contains("failed"));
    }

    static byte[] sha256(byte[] data) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(data);
    }
}
