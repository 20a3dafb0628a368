package io.github.loopline.stream;

import static io.github.loopline.fault.StreamFault.coalesce;
import static io.github.loopline.fault.StreamFault.cut;
import static io.github.loopline.fault.StreamFault.drip;
import static io.github.loopline.fault.StreamFault.latency;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.Loopback;
import io.github.loopline.fault.StreamFault;
import io.github.loopline.tls.TlsOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Faults that hold the go-ahead back: TLS begins when the last plain byte is with the peer, who cannot begin before. */
class StartTlsFaultTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    private static List<StreamFault> faults() {
        return List.of(
                cut().afterBytes(1),
                cut().afterBytes(3),
                cut().afterBytes(5),
                drip(2),
                drip(100),
                coalesce(3, ofMillis(20)),
                coalesce(1000, ofMillis(20)),
                latency(ofMillis(30)));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n' && next >= 0; next = in.read()) {
            line.append((char) next);
        }
        return line.toString();
    }

    private static void send(Socket to, String text) throws IOException {
        to.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private String talk(StreamServer server) throws IOException {
        try (Socket raw = new Socket(server.address().getAddress(), server.port())) {
            raw.setSoTimeout(10_000);
            send(raw, "STARTTLS\n");
            assertThat(line(raw.getInputStream())).isEqualTo("OK");
            try (SSLSocket tls = (SSLSocket) server.trust()
                    .sslContext()
                    .getSocketFactory()
                    .createSocket(raw, "localhost", raw.getPort(), true)) {
                send(tls, "who\n");
                return line(tls.getInputStream());
            }
        }
    }

    private StreamServer server(StreamFault fault) {
        StreamServer server =
                net.open(TcpServerSpec.create().tls(TlsOptions.create().startTls()));
        server.apply(fault.toClient());
        return server;
    }

    @ParameterizedTest
    @MethodSource("faults")
    void a_script_goes_over_to_tls(StreamFault fault) throws Exception {
        StreamServer server = server(fault)
                .script(s -> s.expectLine("STARTTLS")
                        .send("OK\n")
                        .startTls()
                        .send("genuine\n")
                        .expectLine("who"));

        assertThat(talk(server)).isEqualTo("genuine");
        assertThat(server.connection(0).sent()).asString().isEqualTo("OK\ngenuine\n");
    }

    @ParameterizedTest
    @MethodSource("faults")
    void so_does_a_handler(StreamFault fault) throws Exception {
        StreamServer server = server(fault).handle(connection -> {
            connection.expectLine("STARTTLS").startTls("OK\n").send("genuine\n");
            connection.expectLine("who").expectEnd();
        });

        assertThat(talk(server)).isEqualTo("genuine");
    }
}
