package io.github.loopline.fault;

import static io.github.loopline.fault.PlainClient.since;
import static io.github.loopline.fault.StreamFault.slice;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.junit.TcpLink;
import io.github.loopline.junit.TcpServer;
import io.github.loopline.link.StreamLink;
import io.github.loopline.script.ScriptCode;
import io.github.loopline.stream.StreamServer;
import java.net.SocketTimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The effects of MockWebServer 5, each at each of its hooks, on raw TCP: a request of ten bytes and an answer of ten. */
class SocketEffectsTests {

    private static final String REQUEST = "ask: 56789";

    @TcpServer
    private StreamServer server;

    private PlainClient connect() throws Exception {
        return PlainClient.connect(server.address());
    }

    private static Arguments hook(String name, String asked, String answered, ScriptCode steps) {
        return Arguments.of(asked, answered, Named.of(name, steps));
    }

    static Stream<Arguments> closing() {
        return Stream.of(
                hook("onRequestStart", "", "", s -> s.close()),
                hook("onRequestBody", "ask: ", "", s -> s.expect("ask: ").close()),
                hook("onResponseStart", REQUEST, "", s -> s.expect(REQUEST).close()),
                hook(
                        "onResponseBody",
                        REQUEST,
                        "01234",
                        s -> s.expect(REQUEST).send("01234").close()),
                hook(
                        "onResponseEnd",
                        REQUEST,
                        "0123456789",
                        s -> s.expect(REQUEST).send("0123456789").close()));
    }

    @ParameterizedTest
    @MethodSource("closing")
    void close_socket_is_the_end_wherever_it_strikes(String asked, String answered, ScriptCode steps) throws Exception {
        server.script(steps);

        try (PlainClient client = connect()) {
            assertThat(client.send(asked).readToEnd()).isEqualTo(answered);
        }
    }

    static Stream<Arguments> stalling() {
        return Stream.of(
                hook("onRequestStart", "", "", s -> s.silence()),
                hook("onRequestBody", "ask: ", "", s -> s.expect("ask: ").silence()),
                hook("onResponseStart", REQUEST, "", s -> s.expect(REQUEST).silence()),
                hook(
                        "onResponseBody",
                        REQUEST,
                        "01234",
                        s -> s.expect(REQUEST).send("01234").silence()),
                hook(
                        "onResponseEnd",
                        REQUEST,
                        "0123456789",
                        s -> s.expect(REQUEST).send("0123456789").silence()));
    }

    @ParameterizedTest
    @MethodSource("stalling")
    void stall_is_silence_wherever_it_strikes(String asked, String answered, ScriptCode steps) throws Exception {
        server.script(steps);

        try (PlainClient client = connect()) {
            assertThat(client.send(asked).read(answered.length())).isEqualTo(answered);
            assertThatThrownBy(() -> client.patient(200).read(1))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessage("Read timed out");
        }
    }

    @Test
    void shutdown_connection_says_goaway_and_ends() throws Exception {
        server.script(s -> s.expect(REQUEST)
                .sendHex("00 00 08 07 00 00 00 00 00 00 00 00 00 00 00 00 00")
                .close());

        try (PlainClient client = connect()) {
            assertThat(client.send(REQUEST).readToEnd()).hasSize(17).startsWith("\0\0\b\7");
        }
    }

    @Test
    void close_stream_is_a_frame_with_a_code() throws Exception {
        server.script(s -> s.expect(REQUEST).sendHex("00 00 04 03 00 00 00 00 01 00 00 00 07"));

        try (PlainClient client = connect()) {
            assertThat(client.send(REQUEST).read(13)).endsWith("\7");
        }
    }

    @Test
    void headers_delay_comes_before_the_answer() throws Exception {
        server.script(s -> s.expect(REQUEST).pause(ofMillis(100)).send("head").send("body"));

        assertAnswered("headbody", 100);
    }

    @Test
    void body_delay_comes_behind_the_head() throws Exception {
        server.script(s -> s.expect(REQUEST).send("head").pause(ofMillis(100)).send("body"));

        assertAnswered("headbody", 100);
    }

    @Test
    void trailers_delay_comes_before_the_last_bytes() throws Exception {
        server.script(s -> s.expect(REQUEST).send("body").pause(ofMillis(100)).send("tail"));

        assertAnswered("bodytail", 100);
    }

    @Test
    void throttle_body_sends_pieces_of_a_size_in_a_period() throws Exception {
        server.script(s -> s.expect(REQUEST).sendSlowly("0123456789".getBytes(), 4, ofMillis(50)));

        assertAnswered("0123456789", 100);
    }

    @Test
    void throttle_request_reads_pieces_of_a_size_in_a_period(@TcpLink StreamLink link) throws Exception {
        server.script(s -> s.expect(REQUEST).send("OK"));
        link.to(server).apply(slice(4, ofMillis(50)).toServer());

        long start = System.nanoTime();
        try (PlainClient client = PlainClient.connect(link.address())) {
            assertThat(client.send(REQUEST).read(2)).isEqualTo("OK");
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(100));
        }
    }

    @Test
    void informational_responses_come_before_the_answer() throws Exception {
        server.script(s ->
                s.expect(REQUEST).send("HTTP/1.1 103 Early Hints\r\n\r\n").send("HTTP/1.1 204 No Content\r\n\r\n"));

        try (PlainClient client = connect()) {
            assertThat(client.send(REQUEST).read(55)).contains("103").contains("204");
        }
    }

    private void assertAnswered(String answer, int millis) throws Exception {
        try (PlainClient client = connect()) {
            long start = System.nanoTime();
            assertThat(client.send(REQUEST).read(answer.length())).isEqualTo(answer);
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(millis));
        }
    }
}
