package io.github.loopline.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.fault.StreamFault;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What fixtures count, and what can be asked of a transcript. */
class MetersTests {

    private final Loopback net = Loopback.open();

    @AfterEach
    void close() {
        net.close();
    }

    @Test
    void streams_count_connections_and_bytes_and_no_messages() {
        StreamServer server = net.tcpServer();
        StreamClient client = net.tcpClient();
        client.connect(server);
        client.send("PING");
        assertThat(server).within(ofSeconds(5)).hasReceived("PING");
        server.connection(0).send("PONG!");
        assertThat(client).within(ofSeconds(5)).hasReceived("PONG!");

        assertThat(net.meters(server)).isEqualTo(new Meters(1, 4, 5, 0, 0, 0, 0));
        assertThat(net.meters(server.connection(0))).isEqualTo(new Meters(1, 4, 5, 0, 0, 0, 0));
        assertThat(net.meters()).isEqualTo(new Meters(2, 9, 9, 0, 0, 0, 0));
    }

    @Test
    void datagrams_count_as_messages() {
        DatagramPeer one = net.udpPeer();
        DatagramPeer other = net.udpPeer();
        one.sendTo(other.address(), "hi");
        one.sendTo(other.address(), "ho!");
        assertThat(other).within(ofSeconds(5)).hasReceived("ho!");

        assertThat(net.meters(one)).isEqualTo(new Meters(0, 0, 5, 0, 2, 0, 0));
        assertThat(net.meters(other)).isEqualTo(new Meters(0, 5, 0, 2, 0, 0, 0));
    }

    @Test
    void strikes_of_faults_count_and_their_beginning_does_not() {
        StreamServer server = net.tcpServer();
        server.apply(StreamFault.corrupt(1.0).toServer());
        StreamClient client = net.tcpClient();
        assertThat(net.meters(server).faults()).isZero();
        client.connect(server);
        client.send("x");
        assertThat(server).connection(0).within(ofSeconds(5)).hasReceivedBytes(1);

        assertThat(net.meters(server).faults()).isEqualTo(1);
    }

    @Test
    void errors_on_threads_of_fixtures_count() {
        StreamServer server = net.tcpServer();
        server.handle(connection -> {
            throw new IllegalStateException("on purpose");
        });
        net.tcpClient().connect(server);
        net.settle();

        assertThat(net.meters(server).errors()).isEqualTo(1);
        assertThatThrownBy(net::verify).hasMessageContaining("on purpose");
    }

    @Test
    void what_is_not_kept_is_counted_all_the_same() {
        StreamServer server = net.tcpServer(spec -> spec.recordingLimit(3));
        StreamClient client = net.tcpClient();
        client.connect(server);
        client.send("0123456789");
        assertThat(server).within(ofSeconds(5)).connection(0).hasReceivedBytes(10);

        assertThat(net.meters(server).receivedBytes()).isEqualTo(10);
    }

    @Test
    void what_is_none_of_its_fixtures_is_refused() {
        assertThatThrownBy(() -> net.meters("nobody"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("meters must be given a fixture or connection of this Loopback but was given <nobody>.");
    }

    @Test
    void a_transcript_can_be_asked_for_a_part_and_an_event_for_its_bytes() {
        StreamServer server = net.tcpServer();
        StreamClient client = net.tcpClient();
        client.connect(server);
        client.send("PING");
        assertThat(server).within(ofSeconds(5)).hasReceived("PING");

        Transcript part = net.transcript().of(server);

        assertThat(part.events())
                .extracting(Event::kind)
                .containsExactly(EventKind.OPENED, EventKind.ACCEPTED, EventKind.RECEIVED);
        assertThat(part.events().get(2).bytes()).isEqualTo("PING".getBytes(UTF_8));
        assertThat(part.events().get(0).bytes()).isEmpty();
        assertThat(net.transcript().of(server.connection(0)).events()).hasSize(2);
        assertThat(net.transcript().of("nobody").events()).isEmpty();
    }

    @Test
    void the_bytes_of_an_event_are_those_that_were_kept() {
        EventLog log = new EventLog();
        Track track = log.track(null, -1, "udp-peer:1", 3);
        Event first = log.addBytes(track, EventKind.RECEIVED, java.nio.ByteBuffer.wrap("0123".getBytes(UTF_8)), null);
        Event second = log.addBytes(track, EventKind.RECEIVED, java.nio.ByteBuffer.wrap("45".getBytes(UTF_8)), null);

        assertThat(first.bytes()).isEqualTo("012".getBytes(UTF_8));
        assertThat(second.bytes()).isEmpty();
        log.release();
        assertThat(first.bytes()).isEmpty();
    }
}
