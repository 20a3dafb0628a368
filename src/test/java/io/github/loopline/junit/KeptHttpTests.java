package io.github.loopline.junit;

import static io.github.loopline.check.Calls.assertThatCall;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.stream.Connection;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Kept;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A pool of HTTP/1.1 connections, and what judges it. */
class KeptHttpTests {

    @AutoClose
    private static final Kept POOL = new Kept();

    private static Socket pooled(StreamServer server) throws IOException {
        return POOL.connect(server.address());
    }

    @Test
    void http_keeps_a_connection_whatever_the_status() {
        Run run = Samples.run(HttpTestCase.class);

        run.succeeded("not_found").succeeded("not_found_and_end").succeeded("not_found_and_end_over_tls");
        assertThat(run.failure("body_not_read"))
                .hasMessageStartingWith("The code under test has left open after a call that failed:\n");
        assertThat(run.failure("to_be_closed"))
                .hasMessageStartingWith("The code under test has left open after a call that failed:\n");
    }

    static class HttpTestCase {

        @Test
        void not_found(@TcpServer StreamServer server) {
            server.handle(connection -> answer(connection, "Content-Length: 2\r\n\r\nno"));
            assertThatCall(() -> fail(server, "\r\n\r\nno")).fails(FileNotFoundException.class);
        }

        @Test
        void not_found_and_end(@TcpServer StreamServer server) {
            server.handle(connection -> {
                connection.receiveUntil("\r\n\r\n");
                connection.send("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno");
            });
            assertThatCall(() -> fail(server, "\r\n\r\nno")).fails(FileNotFoundException.class);
        }

        @Test
        void not_found_and_end_over_tls(@TcpServer(tls = @Tls) StreamServer server) {
            server.handle(connection -> {
                connection.receiveUntil("\r\n\r\n");
                connection.send("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno");
            });
            SSLSocketFactory sockets = server.trust().sslContext().getSocketFactory();
            assertThatCall(() -> {
                        fail(sockets.createSocket(pooled(server), "localhost", server.port(), false), "\r\n\r\nno");
                    })
                    .fails(FileNotFoundException.class);
        }

        @Test
        void body_not_read(@TcpServer StreamServer server) {
            server.handle(connection -> answer(connection, "Content-Length: 2\r\n\r\nno"));
            assertThatCall(() -> fail(server, " 404")).fails(FileNotFoundException.class);
        }

        @Test
        void to_be_closed(@TcpServer StreamServer server) {
            server.handle(connection -> answer(connection, "Connection: close\r\nContent-Length: 0\r\n\r\n"));
            assertThatCall(() -> fail(server, " 404")).fails(FileNotFoundException.class);
        }

        private static void answer(Connection connection, String rest) {
            while (connection.hasMore()) {
                connection.receiveUntil("\r\n\r\n");
                connection.send("HTTP/1.1 404 Not Found\r\n" + rest);
            }
        }

        /** Reads to a text, and leaves the socket in its pool. */
        private static void fail(StreamServer server, String end) throws IOException {
            fail(pooled(server), end);
        }

        private static void fail(Socket socket, String end) throws IOException {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII));
            StringBuilder read = new StringBuilder();
            while (read.indexOf(end) < 0) {
                read.append((char) socket.getInputStream().read());
            }
            throw new FileNotFoundException("on purpose");
        }
    }
}
