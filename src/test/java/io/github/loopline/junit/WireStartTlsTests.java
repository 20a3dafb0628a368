package io.github.loopline.junit;

import static io.github.loopline.check.Wire.STARTTLS_INJECT;
import static io.github.loopline.check.Wire.STARTTLS_REFUSED;
import static io.github.loopline.check.Wire.TLS_IN_RECORD;
import static io.github.loopline.check.Wire.TLS_PIECES;
import static io.github.loopline.junit.WireClient.ends;
import static io.github.loopline.junit.WireClient.failure;
import static io.github.loopline.script.Framing.lines;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import io.github.loopline.tls.TlsTampering;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult.Status;

/** What somebody on the network does around STARTTLS and beneath TLS, to clients that mind it and to those that do not. */
class WireStartTlsTests {

    /** What a client gets wrong. */
    private enum Mistake {
        NOTHING,
        /** What has been read before TLS is taken for what came over it. */
        KEEPS_BUFFER,
        /** Without TLS it says the same. */
        GOES_ON
    }

    /** Says hello, goes over to TLS, says hello again, and says who it is. */
    private static final class Mailer implements AutoCloseable {

        private final Mistake mistake;
        private Socket socket;
        private byte[] buffer = new byte[0];

        Mailer(StreamServer server, Mistake mistake) throws IOException {
            this.mistake = mistake;
            socket = new Socket(server.address().getAddress(), server.port());
            socket.setSoTimeout(WireClient.PATIENT);
        }

        String login(StreamServer server, String password) throws IOException {
            ask("HELLO");
            if (ask("STARTTLS").startsWith("220")) {
                socket = (SSLSocket) server.trust()
                        .sslContext()
                        .getSocketFactory()
                        .createSocket(socket, "localhost", socket.getPort(), true);
                buffer = mistake == Mistake.KEEPS_BUFFER ? buffer : new byte[0];
            } else if (mistake != Mistake.GOES_ON) {
                throw new ProtocolException("no TLS");
            }
            ask("HELLO");
            return ask("PASS " + password);
        }

        private String ask(String question) throws IOException {
            socket.getOutputStream().write((question + "\n").getBytes(StandardCharsets.US_ASCII));
            String read = new String(buffer, StandardCharsets.US_ASCII);
            while (!read.contains("\n")) {
                byte[] more = new byte[100];
                int count = socket.getInputStream().read(more);
                if (count < 0) {
                    throw new EOFException();
                }
                read += new String(more, 0, count, StandardCharsets.US_ASCII);
            }
            int end = read.indexOf('\n');
            buffer = read.substring(end + 1).getBytes(StandardCharsets.US_ASCII);
            return read.substring(0, end);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static void logsIn(StreamServer server, Mistake mistake) throws IOException {
        server.script(s -> s.expect("HELLO\n")
                .send("250 hello\n")
                .expect("STARTTLS\n")
                .send("220 go\n")
                .startTls()
                .expect("HELLO\n")
                .send("250 hello again\n")
                .expect("PASS secret\n")
                .send("230 you are in\n"));

        try (Mailer client = new Mailer(server, mistake)) {
            assertThat(client.login(server, "secret")).isEqualTo("230 you are in");
        }
    }

    @Test
    void who_takes_plain_text_for_what_came_over_TLS_is_found() {
        Run run = Samples.run(KeepsTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "logs_in#3")).isEqualTo("""
                plain text behind the go-ahead to TLS: expected: "230 you are in" but was: "250 hello again"
                  plain text behind the go-ahead: "250 hello agaim\\n"
                  not judged: what the fixtures got
                  run it alone: -Dloopline.wire=STARTTLS_INJECT:0""");
    }

    static class KeepsTestCase {

        @WireTest({STARTTLS_INJECT, TLS_PIECES})
        void logs_in(@TcpServer(tls = @Tls(startTls = true)) StreamServer server) throws IOException {
            logsIn(server, Mistake.KEEPS_BUFFER);
        }
    }

    @Test
    void who_goes_on_in_plain_text_when_TLS_is_refused_is_found() {
        Run run = Samples.run(GoesOnTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "logs_in#2"))
                .startsWith(
                        "a refusal instead of the go-ahead to TLS: the code under test said in plain text what it says"
                                + " over TLS: \"HELLO\\n\"\n");
    }

    static class GoesOnTestCase {

        @WireTest(STARTTLS_REFUSED)
        void logs_in(@TcpServer(tls = @Tls(startTls = true)) StreamServer server) throws IOException {
            logsIn(server, Mistake.GOES_ON);
        }
    }

    @Test
    void a_sound_client_passes() {
        Run run = Samples.run(SoundTestCase.class);

        assertThat(ends(run)).hasSizeGreaterThan(1 + 3).containsOnly(Status.SUCCESSFUL);
    }

    static class SoundTestCase {

        @WireTest({STARTTLS_INJECT, STARTTLS_REFUSED, TLS_PIECES, TLS_IN_RECORD})
        void logs_in(@TcpServer(tls = @Tls(startTls = true)) StreamServer server) throws IOException {
            logsIn(server, Mistake.NOTHING);
        }
    }

    @Test
    void pieces_come_one_by_one_beneath_TLS(@TcpServer(tls = @Tls) StreamServer server) throws IOException {
        server.tls(tls -> tls.tampering(TlsTampering.pieces())).framing(lines()).answer(question -> "ok");

        try (Counting raw = new Counting(server);
                SSLSocket socket = (SSLSocket) server.trust()
                        .sslContext()
                        .getSocketFactory()
                        .createSocket(raw, "localhost", server.port(), true)) {
            socket.getOutputStream().write("ask\n".getBytes(StandardCharsets.US_ASCII));

            assertThat(WireClient.line(socket.getInputStream())).isEqualTo("ok");
        }
    }

    /** Takes the first pieces of what comes apart. */
    private static final class Counting extends Socket {

        private int next = 1;

        Counting(StreamServer server) throws IOException {
            super(server.address().getAddress(), server.port());
            setSoTimeout(WireClient.PATIENT);
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {

                @Override
                public int read(byte[] into, int from, int length) throws IOException {
                    int count = super.read(into, from, length);
                    if (next <= 2) { // of a header, of which the JDK wants five bytes
                        assertThat(count).as("piece " + next).isEqualTo(next++);
                    }
                    return count;
                }
            };
        }
    }

    @Test
    void who_takes_the_end_within_a_record_for_the_end_is_found() {
        Run run = Samples.run(LenientTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "reads#2"))
                .startsWith("FIN within a TLS record instead of the greeting (5 of 10 places are tried):"
                        + " expected: \"all of it\" but was: \"\"\n");
    }

    static class LenientTestCase {

        @WireTest(TLS_IN_RECORD)
        void reads(@TcpServer(tls = @Tls) StreamServer server) throws IOException {
            server.script(s -> s.send("all of it").close());

            try (Socket socket = server.trust()
                    .sslContext()
                    .getSocketFactory()
                    .createSocket(server.address().getAddress(), server.port())) {
                assertThat(untilEnd(socket.getInputStream())).isEqualTo("all of it");
            }
        }

        private static String untilEnd(InputStream in) throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            try {
                in.transferTo(all);
            } catch (SSLException | EOFException e) {
                // the end, it thinks
            }
            return all.toString(StandardCharsets.US_ASCII);
        }
    }
}
