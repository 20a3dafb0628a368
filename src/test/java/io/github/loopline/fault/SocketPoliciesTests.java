package io.github.loopline.fault;

import static io.github.loopline.script.Framing.lengthPrefixed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.loopline.junit.TcpServer;
import io.github.loopline.stream.Peer;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Background;
import io.github.loopline.tls.CertificateKind;
import io.github.loopline.tls.Trust;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;

/** The socket policies that MockWebServer had until its version 5, on raw TCP, as a plain client sees them. */
class SocketPoliciesTests {

    @TcpServer
    private StreamServer server;

    private PlainClient connect() throws Exception {
        return PlainClient.connect(server.address());
    }

    @Test
    void shutdown_server_after_response_refuses_the_next_connect() throws Exception {
        server.handle(c -> {
            c.expectLine("GET").send("OK\n");
            server.stop();
        });

        try (PlainClient client = connect()) {
            assertThat(client.send("GET\n").readToEnd()).isEqualTo("OK\n");
        }
        await().until(() -> !server.isListening());
        assertThatThrownBy(this::connect)
                .isInstanceOf(ConnectException.class)
                .hasMessageStartingWith("Connection refused");
    }

    @Test
    void keep_open_answers_again_on_the_same_connection() throws Exception {
        server.script(s -> s.repeat(r -> r.expectLine("GET").send("OK\n")));

        try (PlainClient client = connect()) {
            assertThat(client.send("GET\n").read(3)).isEqualTo("OK\n");
            assertThat(client.send("GET\n").read(3)).isEqualTo("OK\n");
            assertReadTimesOut(client);
        }
    }

    @Test
    void disconnect_at_end_is_the_end_after_the_answer() throws Exception {
        server.script(s -> s.expectLine("GET").send("OK\n").close());

        try (PlainClient client = connect()) {
            assertThat(client.send("GET\n").readToEnd()).isEqualTo("OK\n");
        }
    }

    @Test
    void upgrade_to_ssl_at_end_goes_on_with_tls(@TcpServer ServerSocket plain) throws Exception {
        SSLContext tls = Trust.authority().presenting(CertificateKind.VALID).sslContext();
        Background<String> asked = Background.call(() -> {
            try (Socket served = plain.accept()) {
                served.getInputStream().readNBytes(8);
                served.getOutputStream().write("OK\n".getBytes());
                try (Socket secure = tls.getSocketFactory().createSocket(served, null, true)) {
                    String question = new String(secure.getInputStream().readNBytes(4));
                    secure.getOutputStream().write("pong".getBytes());
                    return question;
                }
            }
        });

        try (PlainClient client = PlainClient.connect((InetSocketAddress) plain.getLocalSocketAddress())) {
            assertThat(client.send("CONNECT\n").read(3)).isEqualTo("OK\n");
            try (PlainClient secure = new PlainClient(
                    tls.getSocketFactory().createSocket(client.socket(), "localhost", plain.getLocalPort(), true))) {
                assertThat(secure.send("ping").read(4)).isEqualTo("pong");
            }
        }
        assertThat(asked.result()).isEqualTo("ping");
    }

    @Test
    void disconnect_at_start_is_the_end_before_any_byte() throws Exception {
        server.script(s -> s.close());

        try (PlainClient client = connect()) {
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void disconnect_after_request_is_the_end_instead_of_the_answer() throws Exception {
        server.script(s -> s.expectLine("GET").close());

        try (PlainClient client = connect()) {
            assertThat(client.send("GET\n").readToEnd()).isEmpty();
        }
    }

    @Test
    void disconnect_during_request_body_breaks_the_pipe() throws Exception {
        server.script(s -> s.expectLine("POST 10").expectBytes(5).close());

        try (PlainClient client = connect()) {
            assertThat(client.send("POST 10\n").send("01234").read(1)).isEmpty();
            assertThatThrownBy(client::writeForEver)
                    .isInstanceOf(SocketException.class)
                    .hasMessageStartingWith("Broken pipe");
        }
    }

    @Test
    void disconnect_during_response_body_is_the_end_after_half_of_it() throws Exception {
        server.script(s -> s.expectLine("GET").send("10 01234").close());

        try (PlainClient client = connect()) {
            assertThat(client.send("GET\n").readToEnd()).isEqualTo("10 01234");
        }
    }

    @Test
    void do_not_read_request_body_stops_the_writer() throws Exception {
        server.script(s -> s.expectLine("POST").stopReading().silence());

        try (Peer client = Peer.connectTo(server).write("POST\n")) {
            server.connection(0).awaitScript();
            long taken = client.fill();
            assertThat(taken).isLessThan(32 << 20);
            assertThat(server.connection(0).receivedCount()).isEqualTo(5);
        }
    }

    @Test
    void fail_handshake_is_an_alert() throws Exception {
        server.script(s -> s.framing(lengthPrefixed(2).offset(3))
                .expectFrame()
                .sendHex("15 03 03 00 02 02 28")
                .close());

        try (PlainClient client = connect();
                SSLSocket tls = (SSLSocket) ((SSLSocketFactory) SSLSocketFactory.getDefault())
                        .createSocket(client.socket(), "localhost", server.port(), true)) {
            assertThatThrownBy(tls::startHandshake)
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("handshake_failure");
        }
    }

    @Test
    void shutdown_input_at_end_is_seen_by_nobody() throws Exception {
        server.script(s -> s.expectLine("GET").send("OK\n").silence());

        try (PlainClient client = connect()) {
            assertThat(client.send("GET\n").read(3)).isEqualTo("OK\n");
            server.connection(0).shutdownInput();

            client.send("x".repeat(100_000));
            assertReadTimesOut(client);
        }
    }

    @Test
    void shutdown_output_at_end_is_the_end_of_one_direction() throws Exception {
        server.script(s -> s.expectLine("GET").send("OK\n").shutdownOutput().expect("more"));

        try (PlainClient client = connect()) {
            assertThat(client.send("GET\n").readToEnd()).isEqualTo("OK\n");
            client.send("more");
            server.connection(0).awaitScript();
        }
    }

    @Test
    void stall_socket_at_start_is_silence() throws Exception {
        server.script(s -> s.silence());

        try (PlainClient client = connect()) {
            assertReadTimesOut(client.send("GET\n"));
        }
    }

    @Test
    void no_response_is_silence_after_the_request() throws Exception {
        server.script(s -> s.expectLine("GET").silence());

        try (PlainClient client = connect()) {
            assertReadTimesOut(client.send("GET\n"));
        }
    }

    @Test
    void reset_stream_at_start_is_a_frame() throws Exception {
        server.script(s -> s.expectLine("GET")
                .sendHex("00 00 04 03 00 00 00 00 01 00 00 00 08")
                .silence());

        try (PlainClient client = connect()) {
            assertThat(client.send("GET\n").read(13).chars()).containsExactly(0, 0, 4, 3, 0, 0, 0, 0, 1, 0, 0, 0, 8);
            assertReadTimesOut(client);
        }
    }

    @Test
    void expect_continue_answers_twice() throws Exception {
        server.script(s -> s.expectMatching("(?s)POST .*?Expect: 100-continue\r\n\r\n")
                .send("HTTP/1.1 100 Continue\r\n\r\n")
                .expect("body")
                .send("HTTP/1.1 204 No Content\r\n\r\n"));

        try (PlainClient client = connect()) {
            client.send("POST / HTTP/1.1\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.read(25)).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            assertThat(client.send("body").read(27)).isEqualTo("HTTP/1.1 204 No Content\r\n\r\n");
        }
    }

    @Test
    void continue_always_answers_twice_unasked() throws Exception {
        server.script(s -> s.expectMatching("(?s)POST .*?\r\n\r\n")
                .send("HTTP/1.1 100 Continue\r\n\r\n")
                .expect("body")
                .send("HTTP/1.1 204 No Content\r\n\r\n"));

        try (PlainClient client = connect()) {
            client.send("POST / HTTP/1.1\r\n\r\nbody");
            assertThat(client.read(52)).startsWith("HTTP/1.1 100").contains("HTTP/1.1 204");
        }
    }

    private static void assertReadTimesOut(PlainClient client) throws Exception {
        assertThatThrownBy(() -> client.patient(200).read(1))
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessage("Read timed out");
    }
}
