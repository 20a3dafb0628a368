package io.github.loopline.examples.server;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.junit.TcpClient;
import io.github.loopline.stream.StreamClient;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LineServerTest {

    private final LineServer server = new LineServer(ofSeconds(30));

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void answers_a_line(@TcpClient StreamClient client) {
        client.connect(server.address()).send("hello\n").expectLine("ok:hello");
    }

    @Test
    void answers_three_lines_in_one_segment(@TcpClient StreamClient client) {
        client.connect(server.address()).send("a\nb\nc\n").expect("ok:a\nok:b\nok:c\n");
    }

    @Test
    void waits_for_the_rest_of_a_line(@TcpClient StreamClient client) {
        client.connect(server.address()).send("he");
        assertThat(client).hasReceivedNothingFor(ofMillis(200));

        client.send("llo\r\n").expectLine("ok:hello");
    }

    @Test
    void answers_a_client_that_has_finished_sending(@TcpClient StreamClient client) {
        client.connect(server.address()).send("a\nb\n").shutdownOutput();

        client.expect("ok:a\nok:b\n").expectFin();
    }

    @Test
    void rude_client_does_not_disturb_the_polite_one(@TcpClient StreamClient rude, @TcpClient StreamClient polite) {
        polite.connect(server.address()).send("one\n").expectLine("ok:one");
        rude.connect(server.address()).send("half a li").reset();

        polite.send("two\n").expectLine("ok:two");
        assertThat(polite).isOpen();
    }

    @Test
    void burst_of_clients_is_served(@TcpClient(count = 20) List<StreamClient> clients) {
        clients.forEach(client -> client.connect(server.address()));
        clients.forEach(client -> client.send("hello\n"));
        clients.forEach(client -> client.expectLine("ok:hello"));
        clients.forEach(client -> client.shutdownOutput().expectFin());
    }

    @Test
    void line_without_an_end_is_refused(@TcpClient StreamClient client) {
        client.connect(server.address()).send(new byte[LineServer.LONGEST_LINE + 1]);

        client.expectLine("too long").expectFin();
    }

    @Test
    void idle_client_is_dismissed(@TcpClient StreamClient client) {
        try (var impatient = new LineServer(ofMillis(200))) {
            client.connect(impatient.address()).expectLine("idle").expectFin();
        }
    }
}
