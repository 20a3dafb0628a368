package io.github.loopline.junit;

import static io.github.loopline.check.Wire.REFUSED;
import static io.github.loopline.check.Wire.TLS_IMPOSTOR;
import static io.github.loopline.check.Wire.TLS_MUTE;
import static io.github.loopline.check.Wire.TLS_TRUNCATE;
import static io.github.loopline.check.Wire.UNANSWERED;
import static io.github.loopline.junit.WireClient.ask;
import static io.github.loopline.junit.WireClient.ends;
import static io.github.loopline.junit.WireClient.failure;
import static io.github.loopline.script.Framing.lines;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import java.io.IOException;
import java.net.ConnectException;
import java.net.PortUnreachableException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult.Status;

/** Conditions under which nobody gets through to a fixture, or not to the one that was meant. */
class WirePlaceTests {

    @Test
    void a_sound_client_passes_where_nobody_is() {
        Samples.run(SoundTestCase.class).succeeded(1 + 1 + 1 + 1 + 1);
    }

    static class SoundTestCase {

        @WireTest({REFUSED, UNANSWERED})
        void asks(@TcpServer StreamServer server) throws IOException {
            server.framing(lines()).answer(question -> "ok");

            assertThat(askWithin(server, 300)).isEqualTo("ok");
        }

        @WireTest(REFUSED)
        void asksPeer(@UdpPeer DatagramPeer peer) throws IOException {
            peer.answer(question -> "genuine");

            assertThat(ask(peer, 1, WireClient.PATIENT, true)).isEqualTo("genuine");
        }
    }

    private static String askWithin(StreamServer server, int connectMillis) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(server.address(), connectMillis);
            socket.setSoTimeout(WireClient.PATIENT);
            socket.getOutputStream().write("ask\n".getBytes(StandardCharsets.US_ASCII));
            return WireClient.line(socket.getInputStream());
        }
    }

    @Test
    void who_takes_nobody_for_an_empty_answer_is_found() {
        Run run = Samples.run(SwallowsTestCase.class);

        assertThat(failure(run, "refused#2")).isEqualTo("""
                connects refused: expected: "ok" but was: ""
                  not judged: what the fixtures got
                  run it alone: -Dloopline.wire=REFUSED:0""");
        assertThat(failure(run, "unanswered#2")).isEqualTo("""
                connects not answered: expected: "ok" but was: ""
                  not judged: what the fixtures got
                  run it alone: -Dloopline.wire=UNANSWERED:0""");
        assertThat(failure(run, "unreachable#2")).isEqualTo("""
                nobody there, port unreachable: expected: "genuine" but was: ""
                  not judged: what the fixtures got
                  run it alone: -Dloopline.wire=REFUSED:0""");
    }

    static class SwallowsTestCase {

        @WireTest(REFUSED)
        void refused(@TcpServer StreamServer server) throws IOException {
            server.framing(lines()).answer(question -> "ok");

            assertThat(swallowing(server)).isEqualTo("ok");
        }

        @WireTest(UNANSWERED)
        void unanswered(@TcpServer StreamServer server) throws IOException {
            server.framing(lines()).answer(question -> "ok");

            assertThat(swallowing(server)).isEqualTo("ok");
        }

        @WireTest(REFUSED)
        void unreachable(@UdpPeer DatagramPeer peer) throws IOException {
            peer.answer(question -> "genuine");

            String answer;
            try {
                answer = ask(peer, 1, WireClient.PATIENT, true);
            } catch (PortUnreachableException e) {
                answer = "";
            }
            assertThat(answer).isEqualTo("genuine");
        }

        private static String swallowing(StreamServer server) throws IOException {
            try {
                return askWithin(server, 300);
            } catch (ConnectException | SocketTimeoutException e) {
                return "";
            }
        }
    }

    @Test
    void who_is_never_told_of_a_refusal_hangs() {
        Run run = Samples.run(NeverToldTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "connects#2"))
                .startsWith("connects refused: it did not end within 1 s but was still waiting for another thread\n")
                .endsWith("\n  not judged: what the fixtures got\n  run it alone: -Dloopline.wire=REFUSED:0");
    }

    static class NeverToldTestCase {

        @WireTest(value = REFUSED, withinMillis = 1000)
        void connects(@TcpServer StreamServer server) throws Exception {
            var connected = new CompletableFuture<Boolean>();
            try (Socket socket = new Socket()) {
                socket.connect(server.address());
                connected.complete(true);
            } catch (IOException e) {
                // told to nobody
            }
            assertThat(connected.get()).isTrue();
        }
    }

    @Test
    void a_sound_client_of_tls_passes() {
        Samples.run(SoundTlsTestCase.class).succeeded(1 + 1 + 4 + 1);
    }

    static class SoundTlsTestCase {

        @WireTest({TLS_MUTE, TLS_TRUNCATE, TLS_IMPOSTOR})
        void asks(@TcpServer(tls = @Tls) StreamServer server) throws IOException {
            server.framing(lines()).answer(question -> "ok");

            assertThat(askSecurely(server, "HTTPS", WireClient::line)).isEqualTo("ok");
        }
    }

    private static String askSecurely(StreamServer server, String names, WireClient.Reader reader) throws IOException {
        try (SSLSocket socket = (SSLSocket) server.trust()
                .sslContext()
                .getSocketFactory()
                .createSocket(server.address().getAddress(), server.port())) {
            socket.setSoTimeout(3000);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm(names);
            socket.setSSLParameters(parameters);
            socket.getOutputStream().write("ask\n".getBytes(StandardCharsets.US_ASCII));
            return reader.read(socket.getInputStream());
        }
    }

    @Test
    void who_talks_to_whoever_shows_a_certificate_is_found() {
        Run run = Samples.run(CredulousTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "asks#2")).isEqualTo("""
                the certificate of another host: the code under test sent it "ask\\n"
                  not judged: what the fixtures got
                  run it alone: -Dloopline.wire=TLS_IMPOSTOR:0""");
    }

    static class CredulousTestCase {

        @WireTest(TLS_IMPOSTOR)
        void asks(@TcpServer(tls = @Tls) StreamServer server) throws IOException {
            server.framing(lines()).answer(question -> "ok");

            assertThat(askSecurely(server, "", WireClient::line)).isEqualTo("ok");
        }
    }

    @Test
    void who_takes_the_end_of_tcp_for_that_of_tls_is_found() {
        Run run = Samples.run(TruncatedTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "asks#2")).isEqualTo("""
                FIN without close_notify instead of answer 1 (4 of 4 places are tried): expected: "ok" but was: ""
                  there: "" | "ok\\n"
                  in hex:  | 6f 6b 0a
                  not judged: what the fixtures got
                  run it alone: -Dloopline.wire=TLS_TRUNCATE:0.0.0""".replace(" (4 of 4 places are tried)", ""));
    }

    static class TruncatedTestCase {

        @WireTest(TLS_TRUNCATE)
        void asks(@TcpServer(tls = @Tls) StreamServer server) throws IOException {
            server.framing(lines()).answer(question -> "ok");

            assertThat(askSecurely(server, "HTTPS", WireClient::untilEnd)).isEqualTo("ok");
        }
    }

    @Test
    void what_asks_for_more_than_every_program_has_to_do_is_left_out_unless_it_is_named() {
        int runs =
                1 + 1 + 2 + 2 + 2 + 1 + 1 + 1 + 1; // plain, one segment, FIN, RST, silence, refused, no end, quiet, end
        Samples.run(AllTestCase.class).succeeded(runs);
    }

    static class AllTestCase {

        @WireTest
        void isGreeted(@TcpServer StreamServer server) throws IOException {
            server.greeting("x");

            try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
                socket.setSoTimeout(2000);
                if (socket.getInputStream().read() < 0) {
                    throw new ConnectException("closed");
                }
            }
        }
    }
}
