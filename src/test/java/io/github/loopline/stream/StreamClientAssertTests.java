package io.github.loopline.stream;

import static io.github.loopline.fixture.Times.times;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A client has the assertions of a connection: of its latest one, which another may follow. */
class StreamClientAssertTests {

    private static final Duration LONG = ofSeconds(10);

    @AutoClose
    private final Loopback net = Loopback.open();

    private final StreamServer server = net.tcpServer();
    private final StreamClient client = net.tcpClient();

    @Test
    void one_that_has_not_connected_has_received_nothing() {
        assertThat(client)
                .hasReceivedNothing()
                .hasReceivedNothingFor(ofMillis(1))
                .hasReceivedBytes(0)
                .hasReceivedLine("x", times(0));

        fails(() -> assertThat(client).within(ofMillis(20)).hasReceived("x"), """
              to have received: "x" (1 byte)
              but it has not connected
              within 20 ms""");
        fails(() -> assertThat(client).hasReceivedBytes(1), """
              to have received: 1 byte
              but it has not connected
              (to wait for it, write within(...) before the assertion)""");
        fails(() -> assertThat(client).hasReceivedDigest(new byte[32]), """
              to have received bytes with SHA-256 %s
              but it has not connected
              (to wait for it, write within(...) before the assertion)""".formatted("0".repeat(64)));
        fails(() -> assertThat(client).hasReceivedLine("x", times(1)), """
              to have received the line "x" 1 time
              but it came 0 times
              (to wait for it, write within(...) before the assertion)""");
        fails(() -> assertThat(client).isOpen(), """
              to be open
              but it has not connected
              (to wait for it, write within(...) before the assertion)""");
        fails(() -> assertThat(client).hasEndedByRst(), """
              to have ended by RST
              but it has not connected
              (to wait for it, write within(...) before the assertion)""");
    }

    @Test
    void its_latest_connection_counts() {
        server.greeting("first");
        client.connect(server);
        assertThat(client).within(LONG).hasReceived("first").isOpen();
        client.connection().close();
        server.greeting("second");
        client.connect(server);

        assertThat(client).within(LONG).hasReceived("second").hasReceivedStartingWith("sec");
        assertThat(client.connections().get(0)).hasReceived("first");
        fails(() -> assertThat(client).hasReceivedMatching("first"), """
              to have received: something that matches /first/
              but received    : "second" (6 bytes), the peer is still connected""");
    }

    @Test
    void the_end_of_a_connection_is_not_the_end_of_a_client_that_connects_again() throws Exception {
        client.connect(server);
        server.connection(0).close();
        assertThat(client).within(LONG).hasEndedByFin();
        server.greeting("hello again");
        Thread other = new Thread(() -> {
            client.connection().close();
            client.connect(server);
        });
        other.start();

        assertThat(client).within(LONG).hasReceived("hello again").isOpen();
        other.join();
        fails(() -> assertThat(client).within(ofMillis(20)).hasReceived("x"), """
              to have received: "x" (1 byte)
              but received    : "hello again" (11 bytes), the peer is still connected
              first difference at byte 0: expected 0x78 but got 0x68
              expected 00000000  78                                               |x|
              received 00000000  68 65 6c 6c 6f 20 61 67 61 69 6e                 |hello again|
                                 ^^
              within 20 ms""");
    }

    @Test
    void its_connection_for_itself_is_over_with_its_end() {
        client.connect(server);
        server.connection(0).close();
        assertThat(client).within(LONG).hasEnded();

        assertThatThrownBy(() -> assertThat(client.connection()).within(LONG).hasReceived("x"))
                .hasMessageEndingWith("\n  and waiting up to 10 s would not help: the peer sent FIN");
    }

    private void fails(Runnable assertion, String lines) {
        assertThatThrownBy(assertion::run)
                .isInstanceOf(AssertionError.class)
                .hasMessage("\nExpecting " + client + "\n" + lines.indent(2).stripTrailing());
    }
}
