package io.github.loopline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.stream.Connection;
import io.github.loopline.stream.ConnectionHandler;
import io.github.loopline.stream.StreamServer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** At its end a test hears what its handlers make of all that is on the wire, however late their threads are. */
class SettleTests {

    private static final int TIMES = 20;

    private final Loopback net = Loopback.open();
    private final StreamServer server = net.tcpServer();

    @RepeatedTest(TIMES)
    void wrong_line_fails_although_the_test_ends_at_once() throws IOException {
        talk(connection -> connection.expectLine("QUIT"), "WRONG\r\n");

        assertThatThrownBy(net::close)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("to have received: \"QUIT\" (4 bytes)\n  but received    : \"WRONG\" (5 bytes)");
    }

    @RepeatedTest(TIMES)
    void whole_dialogue_passes_although_the_test_ends_at_once() throws IOException {
        talk(
                connection -> connection
                        .send("220\r\n")
                        .shutdownOutput()
                        .expectLine("QUIT")
                        .expectEnd(),
                "QUIT\r\n");

        assertThatCode(net::close).doesNotThrowAnyException();
    }

    @RepeatedTest(TIMES)
    void expectation_that_is_still_awaited_fails() throws IOException {
        server.handle(SettleTests::dialogue);
        try (Socket client = connect()) {
            client.getOutputStream().write(bytes("HELO\r\n"));

            assertThatThrownBy(net::close)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageMatching("\n\\QExpecting connection #0 of " + server + "\n"
                            + "  to have received: \"HELO\\r\\nQUIT\\r\\n\" (12 bytes)\n"
                            + "  but the test ended before it came\n"
                            + "  at " + SettleTests.class.getName() + ".dialogue(SettleTests.java:\\E\\d+\\)")
                    .satisfies(failure -> assertThat(failure.getStackTrace())
                            .as("the stack of the handler's thread")
                            .extracting(StackTraceElement::getMethodName)
                            .contains("expect", "dialogue", "serve"));
        }
    }

    @Test
    void handler_that_would_take_more_is_no_failure() throws IOException {
        server.handle(connection -> {
            while (connection.hasMore()) {
                connection.send(connection.receiveLine());
            }
        });
        try (Socket client = connect()) {
            client.getOutputStream().write(bytes("HELO\r\n"));

            assertThatCode(net::close).doesNotThrowAnyException();
        }
    }

    @Test
    void handler_that_does_something_else_is_waited_for() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        talk(connection -> never.await(), "");

        assertThatCode(net::close).doesNotThrowAnyException(); // it ends by the interrupt of the close
    }

    private static void dialogue(Connection connection) {
        connection.expect("HELO\r\nQUIT\r\n");
    }

    private void talk(ConnectionHandler handler, String words) throws IOException {
        server.handle(handler);
        try (Socket client = connect()) {
            client.getOutputStream().write(bytes(words));
        }
    }

    private Socket connect() throws IOException {
        return new Socket(server.address().getAddress(), server.port());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
