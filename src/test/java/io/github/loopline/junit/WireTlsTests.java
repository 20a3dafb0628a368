package io.github.loopline.junit;

import static io.github.loopline.check.Wire.CUT_EVERY_BYTE;
import static io.github.loopline.check.Wire.DRIP;
import static io.github.loopline.check.Wire.ONE_SEGMENT;
import static io.github.loopline.check.Wire.TLS_FIN;
import static io.github.loopline.check.Wire.TLS_IMPOSTOR;
import static io.github.loopline.check.Wire.TLS_UNKNOWN_CA;
import static io.github.loopline.junit.WireClient.ends;
import static io.github.loopline.junit.WireClient.failure;
import static io.github.loopline.script.Framing.lines;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult.Status;

/** What goes wrong with certificates, in handshakes, and around STARTTLS, to clients that mind it and to those that do not. */
class WireTlsTests {

    /** Believes everybody. */
    private static SSLContext credulous() throws GeneralSecurityException {
        X509TrustManager all = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {
                // right
            }

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {
                // right
            }

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {all}, null);
        return context;
    }

    private static SSLSocket secured(Socket raw, SSLContext context) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(raw, "localhost", raw.getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        return socket;
    }

    private static Socket connected(StreamServer server) throws IOException {
        Socket raw = new Socket(server.address().getAddress(), server.port());
        raw.setSoTimeout(WireClient.PATIENT);
        return raw;
    }

    private static String ask(Socket socket) throws IOException {
        socket.getOutputStream().write("ask\n".getBytes(StandardCharsets.US_ASCII));
        return WireClient.line(socket.getInputStream());
    }

    @Test
    void a_sound_client_passes() {
        Samples.run(SoundTestCase.class).succeeded((1 + 1 + 1) + (1 + 4 + 1 + 1 + 1 + 1 + 1));
    }

    static class SoundTestCase {

        @WireTest({TLS_FIN, TLS_UNKNOWN_CA})
        void asks(@TcpServer(tls = @Tls) StreamServer server) throws IOException {
            server.framing(lines()).answer(question -> "ok");

            try (Socket raw = connected(server);
                    SSLSocket socket = secured(raw, server.trust().sslContext())) {
                assertThat(ask(socket)).isEqualTo("ok");
            }
        }

        @WireTest({CUT_EVERY_BYTE, ONE_SEGMENT, DRIP, TLS_FIN, TLS_UNKNOWN_CA, TLS_IMPOSTOR})
        void goes_over(@TcpServer(tls = @Tls(startTls = true)) StreamServer server) throws IOException {
            server.script(
                    s -> s.expectLine("ask").send("+\n").startTls().expectLine().send("ok\n"));

            try (Socket raw = connected(server)) {
                assertThat(ask(raw)).isEqualTo("+");
                try (SSLSocket socket = secured(raw, server.trust().sslContext())) {
                    assertThat(ask(socket)).isEqualTo("ok");
                }
            }
        }
    }

    @Test
    void who_believes_everybody_is_found_where_the_test_says_whom_to_believe() {
        Run run = Samples.run(CredulousTestCase.class);

        assertThat(failure(run, "asks#2")).isEqualTo("""
                the certificate of an unknown CA: the code under test sent it "ask\\n"
                  not judged: what the fixtures got
                  run it alone: -Dloopline.wire=TLS_UNKNOWN_CA:0""");
        assertThat(failure(run, "listens#2"))
                .startsWith("the certificate of an unknown CA: the code under test took from it \"hello\\n\"\n");
    }

    static class CredulousTestCase {

        @WireTest(TLS_UNKNOWN_CA)
        void asks(@TcpServer(tls = @Tls) StreamServer server) throws Exception {
            server.framing(lines()).answer(question -> "ok");
            assertThat(server.trust().pem()).isNotEmpty();

            try (Socket raw = connected(server);
                    SSLSocket socket = secured(raw, credulous())) {
                assertThat(ask(socket)).isEqualTo("ok");
            }
        }

        @WireTest(TLS_UNKNOWN_CA)
        void listens(@TcpServer(tls = @Tls) StreamServer server) throws Exception {
            server.greeting("hello\n");
            assertThat(server.trust().pem()).isNotEmpty();

            try (Socket raw = connected(server);
                    SSLSocket socket = secured(raw, credulous())) {
                assertThat(WireClient.line(socket.getInputStream())).isEqualTo("hello");
            }
        }
    }

    @Test
    void who_was_not_told_whom_to_believe_may_believe_everybody() {
        Samples.run(OnPurposeTestCase.class).succeeded(1 + 1);
    }

    static class OnPurposeTestCase {

        @WireTest({TLS_FIN, TLS_UNKNOWN_CA})
        void asks(@TcpServer(tls = @Tls) StreamServer server) throws Exception {
            server.framing(lines()).answer(question -> "ok");

            try (Socket raw = connected(server);
                    SSLSocket socket = secured(raw, credulous())) {
                assertThat(ask(socket)).isEqualTo("ok");
            }
        }
    }

    @Test
    void who_hides_that_the_handshake_failed_is_found() {
        Run run = Samples.run(HidesTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "asks#2"))
                .isEqualTo("FIN in the TLS handshake: expected: \"ok\" but was: \"\"\n"
                        + "  not judged: what the fixtures got\n  run it alone: -Dloopline.wire=TLS_FIN:0");
    }

    static class HidesTestCase {

        @WireTest(TLS_FIN)
        void asks(@TcpServer(tls = @Tls) StreamServer server) throws IOException {
            server.framing(lines()).answer(question -> "ok");

            String answer = "";
            try (Socket raw = connected(server);
                    SSLSocket socket = secured(raw, server.trust().sslContext())) {
                answer = ask(socket);
            } catch (SSLHandshakeException e) {
                // told to nobody
            }
            assertThat(answer).isEqualTo("ok");
        }
    }
}
