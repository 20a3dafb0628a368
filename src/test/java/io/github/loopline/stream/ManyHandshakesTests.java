package io.github.loopline.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.End;
import io.github.loopline.tls.TlsOptions;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A thousand handshakes, good and bad, cost no thread and leave no socket. */
class ManyHandshakesTests {

    private static final Path TABLE = Path.of("/proc/self/net/tcp");
    private static final int COUNT = 1000;

    private final Loopback net = Loopback.open();

    @AfterEach
    void close() {
        net.close();
    }

    private static boolean hasThread(StreamServer server) {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().contains(":" + server.port()));
    }

    /** Lists the sockets of a port but its listener and what waits for late segments (states 0A and 06). */
    private static List<String> socketsOf(StreamServer server) throws IOException {
        String local = String.format(" 0100007F:%04X ", server.port());
        try (var lines = Files.lines(TABLE)) {
            return lines.filter(line -> line.contains(local) && !line.matches(".* (0A|06) \\S+:\\S+ .*"))
                    .toList();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void they_leave_nothing() throws Exception {
        StreamServer server = net.open(
                        TcpServerSpec.create().tls(TlsOptions.create().protocols("TLSv1.2")))
                .echo();
        SSLContext context = server.trust().sslContext(); // one, so that sessions are resumed, which takes less time
        for (int i = 0; i < COUNT; i++) {
            if (i % 2 == 0) {
                greet(context, server);
            } else {
                offend(server);
            }
        }

        assertThat(server).hasConnections(COUNT);
        assertThat(hasThread(server)).isFalse();
        await().untilAsserted(() -> assertThat(socketsOf(server)).isEmpty());
        assertThat(server.connections()).extracting(Connection::end).doesNotContain(End.OPEN);
    }

    private static void greet(SSLContext context, StreamServer server) throws IOException {
        try (SSLSocket client = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.port())) {
            client.setTcpNoDelay(true); // it writes in pieces, and Nagle's algorithm waits between them
            client.getOutputStream().write('x');
            assertThat(client.getInputStream().read()).isEqualTo('x');
        }
    }

    private static void offend(StreamServer server) throws IOException {
        try (Socket client = new Socket("127.0.0.1", server.port())) {
            client.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes());
            assertThat(client.getInputStream().readAllBytes()).startsWith(21, 3); // an alert
        }
    }
}
