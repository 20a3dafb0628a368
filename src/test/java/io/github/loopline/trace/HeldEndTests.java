package io.github.loopline.trace;

import static io.github.loopline.fault.StreamFault.coalesce;
import static io.github.loopline.fault.StreamFault.freeze;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.github.loopline.Loopback;
import io.github.loopline.fault.AppliedFault;
import io.github.loopline.fixture.End;
import io.github.loopline.stream.Connection;
import io.github.loopline.stream.Peer;
import io.github.loopline.stream.StreamServer;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A connection that the test has closed while a fault still holds its bytes: told in the order in which the peer sees it. */
class HeldEndTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    private final StreamServer server = net.tcpServer();

    @AutoClose
    private Peer peer;

    private Connection connection;
    private AppliedFault frozen;

    @BeforeEach
    void sendIntoTheFault() throws IOException {
        server.apply(coalesce(1000, ofSeconds(60)).toClient());
        peer = Peer.connectTo(server);
        connection = server.connection(0);
        connection.send("hello");
        frozen = server.apply(freeze().toClient());
    }

    @Test
    void the_end_is_under_way_until_the_peer_sees_it() throws Exception {
        connection.close();

        assertThat(connection.end()).isEqualTo(End.CLOSED);
        assertThat(told()).endsWith("closing: FIN is under way");
        assertThat(net.sockets().toString()).containsPattern(" ms +connection #0 of " + server + "\n");

        frozen.close();
        assertThat(peer.readTextToEnd()).isEqualTo("hello");
        awaitLast("closed");
        assertThat(told()).containsSubsequence("closing: FIN is under way", "-> 5 bytes \"hello\"", "-> FIN", "closed");
        await().untilAsserted(() -> assertThat(net.sockets().toString())
                .doesNotContainPattern(" ms +connection #0 of ")
                .containsPattern(" - +connection #0 of " + server + ", closed\n"));
        assertThat(frames()).endsWith("ACK seq 1 ack 1 len 5", "FIN ACK seq 6 ack 1 len 0");
    }

    @Test
    void a_reset_too_is_told_when_it_has_passed() throws Exception {
        connection.reset();
        assertThat(told()).endsWith("closing: RST is under way");

        frozen.close();
        awaitLast("-> RST");
        assertThat(told()).containsSubsequence("closing: RST is under way", "-> 5 bytes \"hello\"", "-> RST");
        assertThat(frames()).endsWith("ACK seq 1 ack 1 len 5", "RST ACK seq 6 ack 1 len 0");
        assertThat(peer.read(5)).asString().isEqualTo("hello");
        assertThat(catchThrowable(() -> peer.read(1))).isInstanceOf(SocketException.class);
    }

    @Test
    void what_never_passes_is_counted() {
        connection.close();
        server.stop();

        assertThat(told()).containsSubsequence("closing: FIN is under way", "closed with 5 bytes under way");
        assertThat(frames()).endsWith("FIN ACK seq 1 ack 1 len 0");
    }

    @Test
    void the_reset_of_a_peer_that_does_not_wait_is_its_own() throws Exception {
        connection.close();
        peer.channel().setOption(StandardSocketOptions.SO_LINGER, 0);
        peer.close();

        awaitLast("<- RST");
        assertThat(connection.end()).isEqualTo(End.CLOSED);
        assertThat(frames()).endsWith("RST ACK seq 1 ack 1 len 0");
    }

    private List<String> told() {
        return net.transcript().of(connection).events().stream()
                .map(EventText::of)
                .toList();
    }

    private void awaitLast(String words) {
        await().atMost(ofSeconds(10))
                .untilAsserted(() -> assertThat(told()).last().isEqualTo(words));
    }

    /** The packets of the capture, without their ends. */
    private List<String> frames() {
        try {
            return CaptureFile.of(net.transcript()).frames.stream()
                    .map(frame -> frame.toString().replaceFirst("^\\S+ > \\S+ ", ""))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
