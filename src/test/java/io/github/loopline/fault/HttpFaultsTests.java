package io.github.loopline.fault;

import static io.github.loopline.fault.PlainClient.since;
import static io.github.loopline.fault.StreamFault.latency;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.junit.TcpLink;
import io.github.loopline.junit.TcpServer;
import io.github.loopline.link.StreamLink;
import io.github.loopline.stream.StreamServer;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.SocketException;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** The faults and delays of WireMock and mountebank, as plain sockets and the client of the JDK see them. */
class HttpFaultsTests {

    private static final String ASK = "GET / HTTP/1.1\r\n\r\n";

    @TcpServer
    private StreamServer server;

    private PlainClient connect() throws IOException {
        return PlainClient.connect(server.address());
    }

    private HttpURLConnection get() throws IOException {
        HttpURLConnection call = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + server.port()).toURL().openConnection();
        call.setReadTimeout(10_000);
        return call;
    }

    @Test
    void connection_reset_by_peer_is_a_reset() throws Exception {
        server.script(s -> s.expectMatching("(?s)GET .*?\r\n\r\n").reset());

        try (PlainClient client = connect()) {
            assertThatThrownBy(() -> client.send(ASK).read(1))
                    .isInstanceOf(SocketException.class)
                    .hasMessage("Connection reset");
        }
    }

    @Test
    void empty_response_is_an_end_without_a_byte() throws Exception {
        server.script(s -> s.expectMatching("(?s)GET .*?\r\n\r\n").close());

        try (PlainClient client = connect()) {
            assertThat(client.send(ASK).readToEnd()).isEmpty();
        }
    }

    @Test
    void malformed_response_chunk_is_an_answer_that_breaks_in_its_body() throws Exception {
        server.script(s -> s.expectMatching("(?s)GET .*?\r\n\r\n")
                .send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                .send("lskdu018973t09sylgasjkfg1][]'./.sdlv")
                .close());

        HttpURLConnection call = get();
        assertThat(call.getResponseCode()).isEqualTo(200);
        assertThatThrownBy(() -> call.getInputStream().readAllBytes()).isInstanceOf(IOException.class);
        call.disconnect();
    }

    @Test
    void random_data_then_close_is_no_answer() throws Exception {
        server.script(s -> s.expectMatching("(?s)GET .*?\r\n\r\n")
                .sendHex("8b 1f c3 00 ff 7e 12 e9")
                .close());

        try (PlainClient client = connect()) {
            assertThat(client.send(ASK).readToEnd()).hasSize(8);
        }
    }

    @Test
    void fixed_delay_comes_before_the_answer() throws Exception {
        server.script(s ->
                s.expectMatching("(?s)GET .*?\r\n\r\n").pause(ofMillis(100)).send("late"));

        long start = System.nanoTime();
        try (PlainClient client = connect()) {
            assertThat(client.send(ASK).read(4)).isEqualTo("late");
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(100));
        }
    }

    @Test
    void uniform_delay_comes_in_a_range(@TcpLink StreamLink link) throws Exception {
        link.to(server).apply(latency(Delay.uniform(ofMillis(30), ofMillis(60))).toClient());

        assertLate(link, 30);
    }

    @Test
    void lognormal_delay_has_a_median(@TcpLink StreamLink link) throws Exception {
        link.to(server).apply(latency(Delay.logNormal(ofMillis(40), 0.1)).toClient());

        assertLate(link, 20);
    }

    @Test
    void chunked_dribble_delay_spreads_the_answer() throws Exception {
        server.script(
                s -> s.expectMatching("(?s)GET .*?\r\n\r\n").sendSlowly("0123456789".getBytes(), 2, ofMillis(30)));

        long start = System.nanoTime();
        try (PlainClient client = connect()) {
            assertThat(client.send(ASK).read(10)).isEqualTo("0123456789");
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(120));
        }
    }

    @Test
    void wait_behavior_of_mountebank_is_a_pause() throws Exception {
        server.script(s -> s.expectLine("PING").pause(ofMillis(100)).send("PONG\n"));

        long start = System.nanoTime();
        try (PlainClient client = connect()) {
            assertThat(client.send("PING\n").read(5)).isEqualTo("PONG\n");
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(100));
        }
    }

    private void assertLate(StreamLink link, int millis) throws IOException {
        server.echo();
        try (PlainClient client = PlainClient.connect(link.address())) {
            for (int i = 0; i < 3; i++) {
                long start = System.nanoTime();
                assertThat(client.send("ping").read(4)).isEqualTo("ping");
                assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(millis));
            }
        }
    }
}
