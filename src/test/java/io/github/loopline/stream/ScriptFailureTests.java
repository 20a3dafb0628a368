package io.github.loopline.stream;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.github.loopline.Loopback;
import io.github.loopline.net.FixtureException;
import io.github.loopline.script.Gate;
import io.github.loopline.script.ScriptFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What fails a test because a peer does not go by its script, and how it is told. */
class ScriptFailureTests {

    @Test
    void what_comes_instead_fails_the_test_with_step_and_line() throws Exception {
        Loopback net = Loopback.open();
        StreamServer server =
                net.tcpServer().script(s -> s.send("hi\n").expect("HELO\r\n").send("250 ok\r\n"));
        try (Peer peer = Peer.connectTo(server).write("HELP\r\n")) {
            assertThat(peer.readTextToEnd()).as("the connection is closed").isEqualTo("hi\n");
        }
        int line = line("s.send(\"hi\\n\").expect(\"HELO\\r\\n\")");

        assertThatExceptionOfType(ScriptFailure.class)
                .isThrownBy(net::close)
                .withMessage("""

                        Expecting connection #0 of %s in step 2 of 3 (ScriptFailureTests.java:%d)
                          to have received: "HELO\\r\\n" (6 bytes)
                          but received    : "HELP\\r\\n" (6 bytes), the peer is still connected
                          first difference at byte 3: expected 0x4f but got 0x50
                          expected 00000000  48 45 4c 4f 0d 0a                                |HELO..|
                          received 00000000  48 45 4c 50 0d 0a                                |HELP..|
                                                      ^^""", server, line)
                .satisfies(failure -> assertThat(failure.getStackTrace())
                        .extracting(StackTraceElement::getLineNumber)
                        .containsExactly(line));
    }

    @Test
    void a_step_that_the_jdk_has_written_in_a_loop_has_the_line_of_the_test() throws Exception {
        Loopback net = Loopback.open();
        StreamServer server =
                net.tcpServer().script(s -> List.of("HELO", "QUIT").forEach(s::expectLine));
        try (Peer peer = Peer.connectTo(server).write("HELP\n")) {
            peer.readToEnd();
        }

        assertThatExceptionOfType(ScriptFailure.class)
                .isThrownBy(net::close)
                .withMessageContaining(
                        "in step 1 of 2 (ScriptFailureTests.java:" + line("forEach(s::expectLine)") + ")");
    }

    private static int line(String code) throws IOException {
        String own = Files.readString(Path.of("src/test/java/io/github/loopline/stream/ScriptFailureTests.java"));
        return own.substring(0, own.indexOf(code)).split("\n", -1).length;
    }

    @Test
    void an_end_of_the_peer_instead_fails_the_test() throws Exception {
        Loopback net = Loopback.open();
        StreamServer server = net.tcpServer().script(s -> s.expect("HELO\r\n"));
        try (Peer peer = Peer.connectTo(server).write("HE").shutdownOutput()) {
            peer.readToEnd();
        }

        assertThatExceptionOfType(ScriptFailure.class)
                .isThrownBy(net::close)
                .withMessageContaining("but received    : \"HE\" (2 bytes), the peer sent FIN\n");
    }

    @Test
    void a_step_that_waits_in_vain_fails_after_the_timeout_and_ends_the_connection() throws Exception {
        Loopback net = Loopback.open();
        StreamServer server = net.tcpServer(spec -> spec.timeout(ofMillis(80)))
                .script(s -> s.expect("HELO\r\n").send("250 ok\r\n"));
        try (Peer peer = Peer.connectTo(server).write("HE")) {
            assertThat(peer.readToEnd()).isEmpty();
        }

        assertThatExceptionOfType(ScriptFailure.class)
                .isThrownBy(net::close)
                .withMessageContaining("  but received    : \"HE\" (2 bytes), the peer is still connected\n")
                .withMessageEndingWith("\n  within 80 ms");
    }

    @Test
    void a_step_that_is_left_when_the_test_ends_fails_it() throws Exception {
        Loopback net = Loopback.open();
        StreamServer server =
                net.tcpServer().script(s -> s.expect("a").send("b").expect("c"));
        try (Peer peer = Peer.connectTo(server).write("a")) {
            assertThat(peer.readText(1)).isEqualTo("b");

            assertThatExceptionOfType(ScriptFailure.class)
                    .isThrownBy(net::close)
                    .withMessageStartingWith(
                            "\nExpecting connection #0 of " + server + " in step 3 of 3 (ScriptFailureTests.java:")
                    .withMessageEndingWith("\n  to have received: \"c\" (1 byte)"
                            + "\n  but received    : nothing, the peer is still connected"
                            + "\n  when the test ended");
        }
    }

    @Test
    void bytes_behind_the_last_step_fail_the_test() throws Exception {
        Loopback net = Loopback.open();
        StreamServer server = net.tcpServer().script(s -> s.expect("a"));
        try (Peer peer = Peer.connectTo(server).write("abc")) {
            assertThat(peer.readToEnd()).isEmpty();
        } catch (IOException e) {
            assertThat(e).hasMessage("Connection reset");
        }

        assertThatExceptionOfType(ScriptFailure.class)
                .isThrownBy(net::close)
                .withMessageStartingWith("\nExpecting connection #0 of " + server
                        + " after the last step of its script (ScriptFailureTests.java:")
                .withMessageEndingWith("""
                        )
                          to have received nothing more
                          but received    : "bc" (2 bytes), the peer is still connected""");
    }

    @Test
    void a_script_that_nobody_plays_fails_the_test() {
        Loopback net = Loopback.open();
        StreamServer server = net.tcpServer().script(s -> s.expect("a"));

        assertThatExceptionOfType(ScriptFailure.class)
                .isThrownBy(net::close)
                .withMessageMatching("\nExpecting " + server + " to play its script \\(ScriptFailureTests.java:\\d+\\)"
                        + "\n  but no connection came that had to play it");
    }

    @Test
    void one_that_is_closed_by_the_test_in_its_middle_fails_it() throws Exception {
        Loopback net = Loopback.open();
        StreamServer server = net.tcpServer().script(s -> s.expect("a"));
        try (Peer peer = Peer.connectTo(server)) {
            server.connection(0).close();
            assertThat(peer.readToEnd()).isEmpty();
        }

        assertThatExceptionOfType(ScriptFailure.class)
                .isThrownBy(net::close)
                .withMessageEndingWith("\n  when the test closed it");
    }

    @Test
    void waiting_for_its_end_tells_its_failure_or_where_it_is() throws Exception {
        Gate gate = new Gate();
        Loopback net = Loopback.open();
        StreamServer server =
                net.tcpServer().script(s -> s.expect("a").await(gate).expect("b"));
        try (Peer peer = Peer.connectTo(server).write("a")) {
            Connection connection = server.connection(0);
            gate.awaitArrival();
            assertThatExceptionOfType(FixtureException.class)
                    .isThrownBy(() -> connection.awaitScript(ofMillis(50)))
                    .withMessageMatching("Waited 50 ms for the end of the script on " + connection
                            + " but it is in step 2 of 3 \\(ScriptFailureTests.java:\\d+\\)\\.");
            gate.release();
            peer.write("c");

            assertThatExceptionOfType(ScriptFailure.class)
                    .isThrownBy(() -> connection.awaitScript(ofSeconds(5)))
                    .withMessageContaining("first difference at byte 0: expected 0x62 but got 0x63");
            assertThatExceptionOfType(ScriptFailure.class).isThrownBy(net::verify);
            assertThatNoException().isThrownBy(net::close);
        }
    }
}
