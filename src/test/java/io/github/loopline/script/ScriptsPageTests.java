package io.github.loopline.script;

import static io.github.loopline.script.Framing.lines;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.junit.TcpClient;
import io.github.loopline.junit.TcpServer;
import io.github.loopline.junit.UdpPeer;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the page on scripts shows. */
class ScriptsPageTests {

    /** A client of a protocol of lines, blocking as clients are. */
    private static final class Client implements AutoCloseable {

        private final Socket socket;
        private final BufferedReader in;

        Client(InetSocketAddress address) throws IOException {
            socket = new Socket(address.getAddress(), address.getPort());
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        }

        String call(String line) throws IOException {
            socket.getOutputStream().write((line + "\n").getBytes(UTF_8));
            return in.readLine();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void client_logs_in(@TcpServer StreamServer server) throws Exception {
        server.script(s -> s.expectLine("LOGIN ada")
                .send("OK\n")
                .expectLine("QUIT")
                .send("BYE\n")
                .close());

        try (var client = new Client(server.address())) {
            assertThat(client.call("LOGIN ada")).isEqualTo("OK");
            assertThat(client.call("QUIT")).isEqualTo("BYE");
        }
    }

    @Test
    void first_connection_is_lost(@TcpServer StreamServer server) throws Exception {
        server.script(s -> s.repeat(r -> r.expectLine().send("OK\n")))
                .script(0, s -> s.expectLine().close());

        try (var client = new Client(server.address())) {
            assertThat(client.call("LOGIN ada")).isNull();
        }
        try (var client = new Client(server.address())) {
            assertThat(client.call("LOGIN ada")).isEqualTo("OK");
        }
    }

    @Test
    void answer_is_cut_within_a_letter(@TcpServer StreamServer server) throws Exception {
        server.script(
                s -> s.expectLine("NAME").sendHex("c5").cut().sendHex("bc 0a").expectEnd());

        try (var client = new Client(server.address())) {
            assertThat(client.call("NAME")).isEqualTo("ż");
        }
    }

    @Test
    void test_decides_when_the_answer_comes(@TcpServer StreamServer server) throws Exception {
        var answer = new Gate("the answer");
        server.script(s -> s.expectLine("SLOW").await(answer).send("OK\n").expectEnd());

        try (var client = new Client(server.address())) {
            client.socket.getOutputStream().write("SLOW\n".getBytes(UTF_8));
            answer.awaitArrival();
            assertThat(client.socket.getInputStream().available()).isZero();

            answer.release();
            assertThat(client.in.readLine()).isEqualTo("OK");
        }
    }

    @Test
    void server_goes_by_what_comes(@TcpServer StreamServer server) throws Exception {
        server.script(s -> s.repeat(r -> r.branch(b -> b.onLine("PING", ping -> ping.send("PONG\n"))
                .onLineMatching("ADD \\d+", add -> add.pause(ofMillis(20)).send("ADDED\n"))
                .onLine("QUIT", quit -> quit.send("BYE\n").close())
                .otherwise(other -> other.expectLine().send("WHAT?\n")))));

        try (var client = new Client(server.address())) {
            assertThat(client.call("PING")).isEqualTo("PONG");
            assertThat(client.call("ADD 5")).isEqualTo("ADDED");
            assertThat(client.call("GNIP")).isEqualTo("WHAT?");
            assertThat(client.call("QUIT")).isEqualTo("BYE");
        }
    }

    @Test
    void service_is_driven_by_a_script(@TcpServer StreamServer service, @TcpClient StreamClient client) {
        service.echo();

        client.connect(service)
                .script(s -> s.sendSlowly("PING\n", ofMillis(2))
                        .expect("PING\n")
                        .shutdownOutput()
                        .expectFin())
                .awaitScript();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 70_000})
    void lines_of_any_length(int length, @TcpServer StreamServer server) throws Exception {
        server.framing(lines()).answer(request -> request.text());

        try (var client = new Client(server.address())) {
            assertThat(client.call("x".repeat(length))).hasSize(length);
        }
    }

    @Test
    void requests_are_answered(@TcpServer StreamServer server) throws Exception {
        server.framing(lines()).answer(request -> request.text().toUpperCase(ROOT));

        try (var client = new Client(server.address())) {
            assertThat(client.call("ping")).isEqualTo("PING");
            assertThat(client.call("pong")).isEqualTo("PONG");
        }
        assertThat(server).connection(0).framed(lines()).hasReceivedInOrder("ping", "pong");
    }

    @Test
    void server_fails_twice_and_then_works(@TcpServer StreamServer server) throws Exception {
        server.framing(lines())
                .first(2, Script.of(s -> s.send("ERR").close()))
                .answers("LOADING")
                .answer(request -> "OK");

        for (var expected : List.of("ERR", "ERR", "LOADING", "OK")) {
            try (var client = new Client(server.address())) {
                assertThat(client.call("GET")).isEqualTo(expected);
            }
        }
    }

    @Test
    void resolver_asks_again(@UdpPeer DatagramPeer dns, @UdpPeer DatagramPeer client) {
        dns.script(s -> s.expectMatching("A \\w+")
                .pause(ofMillis(20))
                .expectMatching("A \\w+")
                .send("10.0.0.1")
                .sendTo(client.socketAddress(), "10.0.0.2"));

        client.sendTo(dns, "A host").sendTo(dns, "A host");

        assertThat(client).within(ofSeconds(5)).hasReceivedInOrder("10.0.0.1", "10.0.0.2");
    }

    @Test
    void dialogue_is_in_a_file(@TcpServer StreamServer server) throws Exception {
        server.script(Script.read(Path.of("src/test/resources/scripts/login.script")));

        try (var client = new Client(server.address())) {
            assertThat(client.call("LOGIN ada")).isEqualTo("OK");
            assertThat(client.call("PING")).isEqualTo("PONG");
            assertThat(client.call("QUIT")).isEqualTo("BYE");
        }
    }
}
