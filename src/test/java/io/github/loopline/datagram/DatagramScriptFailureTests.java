package io.github.loopline.datagram;

import static io.github.loopline.datagram.DatagramPeerTests.receive;
import static io.github.loopline.datagram.DatagramPeerTests.send;
import static io.github.loopline.datagram.DatagramPeerTests.socket;
import static io.github.loopline.datagram.DatagramPeerTests.text;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.loopline.Loopback;
import io.github.loopline.net.Family;
import io.github.loopline.net.FixtureException;
import io.github.loopline.script.Gate;
import io.github.loopline.script.Script;
import io.github.loopline.script.ScriptCode;
import io.github.loopline.script.ScriptFailure;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What fails a test because datagrams do not come as a script says, word for word. */
class DatagramScriptFailureTests {

    @AutoClose
    private final DatagramSocket socket = open();

    @AutoClose
    private final Loopback net = Loopback.open();

    private final Gate all = new Gate("all of them");

    private static DatagramSocket open() {
        try {
            return socket(Family.INET);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String me() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** Plays a script, sends, and gives the failure without the lines of a dump. */
    private String failure(Duration timeout, ScriptCode code, String... datagrams) throws IOException {
        DatagramPeer peer = net.udpPeer(spec -> spec.timeout(timeout)).script(code);
        for (String datagram : datagrams) {
            send(socket, peer.address(), datagram);
        }
        assertThat(peer).within(ofSeconds(20)).hasReceivedCount(datagrams.length);
        all.release();
        ScriptFailure[] failure = new ScriptFailure[1];
        assertThatExceptionOfType(ScriptFailure.class)
                .isThrownBy(() -> peer.awaitScript(ofSeconds(20)))
                .satisfies(thrown -> failure[0] = thrown);
        assertThatExceptionOfType(ScriptFailure.class).isThrownBy(net::verify);
        assertThat(peer.address().getPort()).as("it stays open").isPositive();
        send(socket, peer.address(), "later");
        assertThat(peer).within(ofSeconds(20)).hasReceived("later");
        net.close();
        return String.valueOf(failure[0].getMessage())
                .replace(peer.toString(), "PEER")
                .replaceAll("\\(\\w+\\.java:\\d+\\)", "(LINE)")
                .replaceAll("\n  (?:first difference|expected 0000|received 0000|  +\\^|0000)[^\n]*", "")
                .replaceAll("\n +\\^+", "");
    }

    @Test
    void another_datagram_is_told_with_step_line_and_sender() throws IOException {
        assertThat(failure(ofSeconds(20), s -> s.expect("a").expect("HELO").send("ok"), "a", "HELO!"))
                .isEqualTo("""

                        Expecting PEER in step 2 of 3 (LINE)
                          to have received: "HELO" (4 bytes)
                          but received    : "HELO!" (5 bytes), from %s""", me());
    }

    @Test
    void a_datagram_that_a_step_takes_only_in_part_is_another_one() throws IOException {
        assertThat(failure(ofSeconds(20), s -> s.expectMatching("GET \\w+"), "GET all of it"))
                .isEqualTo("""

                        Expecting PEER in step 1 of 1 (LINE)
                          to have received: something that matches /GET \\w+/
                          but received    : "GET all of it" (13 bytes), from %s""", me());
    }

    @Test
    void a_surplus_datagram_also_an_empty_one() throws IOException {
        assertThat(failure(ofSeconds(20), s -> s.expect("a").await(all), "a", "", "c"))
                .isEqualTo("""

                        Expecting PEER after the last step of its script (LINE)
                          to have received nothing more
                          but received    : nothing, in an empty message, the first of 2 messages, from %s""", me());
    }

    @Test
    void a_datagram_that_does_not_come_in_time() throws IOException {
        assertThat(failure(ofMillis(60), s -> s.expect("a").expect("b"), "a")).isEqualTo("""

                        Expecting PEER in step 2 of 2 (LINE)
                          to have received: "b" (1 byte)
                          but received    : nothing, the socket is open
                          within 60 ms""");
    }

    @Test
    void none_of_the_cases_of_a_branch() throws IOException {
        assertThat(failure(
                        ofSeconds(20), s -> s.branch(b -> b.on("GET", g -> {}).on("PUT", p -> {})), "DEL"))
                .isEqualTo("""

                        Expecting PEER in step 1 of 1 (LINE)
                          to have received: "GET" (3 bytes), or "PUT" (3 bytes)
                          but received    : "DEL" (3 bytes), from %s""", me());
    }

    @Test
    void the_first_datagram_is_waited_for_until_the_test_ends() {
        DatagramPeer peer = net.udpPeer(spec -> spec.timeout(ofMillis(20))).script(s -> s.expect("a"));
        assertThat(peer).hasReceivedNothingFor(ofMillis(100));
        assertThatExceptionOfType(FixtureException.class)
                .isThrownBy(peer::awaitScript)
                .withMessageMatching("Waited 20 ms for the end of the script on " + peer
                        + " but it is in step 1 of 1 \\(DatagramScriptFailureTests.java:\\d+\\)\\.");

        assertThatExceptionOfType(ScriptFailure.class)
                .isThrownBy(net::close)
                .withMessageMatching("\nExpecting " + peer
                        + " in step 1 of 1 \\(DatagramScriptFailureTests.java:\\d+\\)"
                        + "\n  to have received: \"a\" \\(1 byte\\)"
                        + "\n  but received    : nothing, the socket is open"
                        + "\n  when the test ended");
    }

    @Test
    void a_peer_that_the_test_closes_in_the_middle() {
        DatagramPeer peer = net.udpPeer().script(s -> s.expect("a"));
        peer.close();

        assertThatExceptionOfType(ScriptFailure.class)
                .isThrownBy(net::close)
                .withMessageEndingWith("\n  but received    : nothing, it is closed\n  when the test closed it");
    }

    @Test
    void an_answer_to_nobody_and_one_to_a_foreign_address() {
        DatagramPeer peer = net.udpPeer().script(s -> s.send("a"));
        assertThatExceptionOfType(ScriptFailure.class)
                .isThrownBy(peer::awaitScript)
                .withMessageMatching(
                        "\nExpecting " + peer + " in step 1 of 1 \\(.*\\)"
                                + "\n  to be done: send \"a\" \\(1 byte\\)"
                                + "\n  but nobody has sent a datagram yet\\. Write sendTo\\(address, \\.\\.\\.\\), or expect one before");
        DatagramPeer other = net.udpPeer().script(s -> s.sendTo(new InetSocketAddress("192.0.2.1", 9), "a"));
        assertThatExceptionOfType(ScriptFailure.class)
                .isThrownBy(other::awaitScript)
                .withMessageContaining("\n  to be done: sendTo 192.0.2.1:9 \"a\" (1 byte)\n  but ");
        assertThatExceptionOfType(ScriptFailure.class).isThrownBy(net::close);
    }

    @Test
    void steps_that_no_datagram_socket_has_are_refused_where_they_are_given() {
        DatagramPeer peer = net.udpPeer();
        String connection = ": it has no connection that could end. Remove it.";
        assertRefused(peer, s -> s.expect("a").expectEnd(), "expectEnd", connection);
        assertRefused(peer, s -> s.expectFin(), "expectFin", connection);
        assertRefused(peer, s -> s.repeat(1, r -> r.expectMessage().shutdownOutput()), "shutdownOutput", connection);
        assertRefused(peer, s -> s.branch(b -> b.on("a", a -> a.reset())), "reset", connection);
        assertRefused(
                peer,
                s -> s.send("a").cut().send("b"),
                "cut",
                ": it has messages, which are never joined, so that nothing has to be cut. Remove it.");
        net.close();
    }

    private static void assertRefused(DatagramPeer peer, ScriptCode code, String step, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> peer.script(code))
                .withMessageMatching(
                        "The step " + step + " \\(DatagramScriptFailureTests\\.java:\\d+\\) cannot be played on " + peer
                                + "\\Q" + why + "\\E");
    }

    @Test
    void one_at_a_time_and_not_beside_answers() throws IOException {
        DatagramPeer peer = net.udpPeer().script(s -> s.expect("a").send("b"));
        assertThatExceptionOfType(FixtureException.class)
                .isThrownBy(() -> peer.script(s -> s.expect("c")))
                .withMessage("Cannot play another script on " + peer
                        + ": one is being played. Wait for its end with awaitScript(), or write one script.");
        assertThatExceptionOfType(FixtureException.class)
                .isThrownBy(() -> peer.answer(request -> "x"))
                .withMessage(
                        "Cannot answer on " + peer
                                + ": a script is being played. Wait for its end with awaitScript(), or write it into the script.");
        assertThatExceptionOfType(FixtureException.class)
                .isThrownBy(() -> net.udpPeer().awaitScript())
                .withMessageMatching("udp-peer:\\d+ plays no script\\. Call script\\(\\.\\.\\.\\) first\\.");
        send(socket, peer.address(), "a");
        assertThat(text(receive(socket))).isEqualTo("b");
        peer.close();
        assertThatExceptionOfType(FixtureException.class)
                .isThrownBy(() -> peer.script(Script.of(s -> s.expect("a"))))
                .withMessage("Failed on " + peer + ": the socket is closed.");
        net.close();
    }
}
