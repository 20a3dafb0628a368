package io.github.loopline.stream;

import static io.github.loopline.script.Framing.crLfLines;
import static io.github.loopline.script.Framing.lines;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.Loopback;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is given to a server in place of what was given before: the later counts, and the transcript says so. */
class ServingTests {

    private static List<String> notes(Loopback net) {
        return net.transcript().events().stream()
                .map(event -> String.valueOf(event.detail()).replaceAll(":\\d+", ":N"))
                .filter(note -> note.contains("takes the place"))
                .toList();
    }

    private static String answer(StreamServer server) throws Exception {
        try (Peer peer = Peer.connectTo(server)) {
            return peer.write("a\n").readText(2);
        }
    }

    @Test
    void what_served_nobody_is_replaced_with_a_note() throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer();
            server.handle(connection -> connection.send("1\n"));
            server.script(s -> s.expectLine().send("2\n"));
            server.framing(lines()).answer(request -> "3");
            assertThat(answer(server)).isEqualTo("3\n");
            assertThat(notes(net))
                    .containsExactly(
                            "script (ServingTests.java:N) takes the place of handle (ServingTests.java:N),"
                                    + " which has served no connection",
                            "answer (ServingTests.java:N) takes the place of script (ServingTests.java:N),"
                                    + " which has served no connection");
        }
    }

    @Test
    void a_service_is_replaced_and_replaces() throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer().echo().handle(connection -> connection.send("1\n"));
            server.echo();
            assertThat(answer(server)).isEqualTo("a\n");
            assertThat(notes(net))
                    .containsExactly(
                            "handle (ServingTests.java:N) takes the place of echo (ServingTests.java:N),"
                                    + " which has served no connection",
                            "echo (ServingTests.java:N) takes the place of handle (ServingTests.java:N),"
                                    + " which has served no connection");
        }
    }

    @Test
    void what_has_served_a_connection_is_replaced_without_a_word() throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer().handle(connection -> connection.send("1\n"));
            assertThat(answer(server)).isEqualTo("1\n");
            server.handle(connection -> connection.send("2\n"));
            assertThat(answer(server)).isEqualTo("2\n");
            assertThat(notes(net)).isEmpty();
        }
    }

    @Test
    void answers_that_are_added_replace_nothing() throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer();
            FramedServer framed =
                    server.framing(lines()).first(1, "1").answers("2").answer(request -> "3");
            framed.answer(request -> "4");
            assertThat(answer(server)).isEqualTo("1\n");
            assertThat(answer(server)).isEqualTo("2\n");
            assertThat(notes(net)).isEmpty();
        }
    }

    @Test
    void answers_of_another_framing_take_the_place_of_the_first() {
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer();
            server.framing(lines()).answer(request -> "1");
            server.framing(crLfLines()).answer(request -> "2");
            assertThat(notes(net))
                    .containsExactly("answer (ServingTests.java:N) takes the place of answer (ServingTests.java:N),"
                            + " which has served no connection");
        }
    }

    @Test
    void a_script_for_one_connection_replaces_nothing() throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer().handle(connection -> connection.send("1\n"));
            server.script(0, s -> s.expectLine().send("0\n").close());
            assertThat(answer(server)).isEqualTo("0\n");
            assertThat(answer(server)).isEqualTo("1\n");
            assertThat(notes(net)).isEmpty();
        }
    }
}
