package io.github.loopline.datagram;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.net.FixtureException;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.opentest4j.AssertionFailedError;

/** Each assertion on a peer, once as it holds and once with all that its failure tells. */
class DatagramPeerAssertTests {

    private static final Duration LONG = ofSeconds(10);

    @AutoClose
    private final Loopback net = Loopback.open();

    private final DatagramPeer peer = net.udpPeer(spec -> spec.recordingLimit(100));
    private final DatagramPeer sender = net.udpPeer();

    @Test
    void hasReceived() {
        fails(() -> assertThat(peer).within(ofMillis(20)).hasReceived("x"), """
              to have received: "x" (1 byte)
              but nothing has come
              within 20 ms""");
        send("logins:1|c", "logouts:2|c", "");
        assertThat(peer)
                .hasReceived("logins:1|c")
                .hasReceived("logouts:2|c".getBytes(UTF_8))
                .hasReceived("");

        fails(() -> assertThat(peer).hasReceived("logouts:1|c"), """
              to have received: "logouts:1|c" (11 bytes)
              but received    : "logouts:2|c" (11 bytes), as datagram #1 from %2$s
              first difference at byte 8: expected 0x31 but got 0x32
              expected 00000000  6c 6f 67 6f 75 74 73 3a 31 7c 63                 |logouts:1|c|
              received 00000000  6c 6f 67 6f 75 74 73 3a 32 7c 63                 |logouts:2|c|
                                                         ^^
              the others are
                datagram #0 of %1$s from %2$s: "logins:1|c" (10 bytes)
                datagram #2 of %1$s from %2$s: "" (0 bytes)""");
        assertThatThrownBy(() -> assertThat(peer).hasReceived("logouts:1|c"))
                .isInstanceOfSatisfying(AssertionFailedError.class, error -> {
                    assertThat(error.getExpected().getValue()).isEqualTo("\"logouts:1|c\"");
                    assertThat(error.getActual().getValue()).isEqualTo("\"logouts:2|c\"");
                });
    }

    @Test
    void hasReceived_waits_for_it() throws Exception {
        Thread other = new Thread(() -> send("a", "b"));
        other.start();

        assertThat(peer).within(LONG).hasReceived("b");
        other.join();
    }

    @Test
    void hasReceived_gives_up_when_the_peer_is_closed() {
        peer.close();

        fails(() -> assertThat(peer).within(LONG).hasReceived("x"), """
              to have received: "x" (1 byte)
              but nothing has come
              and waiting up to 10 s would not help: the socket is closed""");
    }

    @Test
    void hasReceivedContaining() {
        send("logins:1|c", "users:7|g");
        assertThat(peer).hasReceivedContaining(":7");

        fails(() -> assertThat(peer).hasReceivedContaining("users:8"), """
              to have received: something that contains "users:8" (7 bytes)
              but received    : "users:7|g" (9 bytes), as datagram #1 from %2$s
              nearest at byte 0: "users:" (6 bytes) and then "7|g"
              the others are
                datagram #0 of %1$s from %2$s: "logins:1|c" (10 bytes)""");
    }

    @Test
    void hasReceivedMatching() {
        send("logins:1|c\0");
        assertThat(peer).hasReceivedMatching("[a-z]+:\\d\\|c.");

        fails(() -> assertThat(peer).hasReceivedMatching("\\d+"), """
              to have received: something that matches /\\d+/
              but received    : "logins:1|c\\x00" (11 bytes), as datagram #0 from %2$s
              in hex:
                00000000  6c 6f 67 69 6e 73 3a 31 7c 63 00                 |logins:1|c.|""");
    }

    @Test
    void hasReceivedHex() {
        send("HELO");
        assertThat(peer).hasReceivedHex("48 ?? 4c 4f");

        fails(() -> assertThat(peer).hasReceivedHex("48 ?? 4c"), """
              to have received: the bytes 48 ?? 4c (3 bytes)
              but received    : "HELO" (4 bytes), as datagram #0 from %2$s
              first difference at byte 3: expected the end but got 0x4f
              expected 00000000  48 ?? 4c                                         |H?L|
              received 00000000  48 45 4c 4f                                      |HELO|
                                          ^^""");
    }

    @Test
    void hasReceivedOnly() {
        assertThat(peer).hasReceivedOnly();
        send("b", "a", "b");
        assertThat(peer).hasReceivedOnly("a", "b", "b");

        fails(() -> assertThat(peer).within(LONG).hasReceivedOnly("a", "b"), """
              to have received only, in any order, ["a", "b"]
              but 3 datagrams have come
                datagram #0 of %1$s from %2$s: "b" (1 byte)
                datagram #1 of %1$s from %2$s: "a" (1 byte)
                datagram #2 of %1$s from %2$s: "b" (1 byte)
              and waiting up to 10 s would not help: others have come""");
        fails(() -> assertThat(peer).within(ofMillis(20)).hasReceivedOnly("c", "b", "b", "a"), """
              to have received only, in any order, ["c", "b", "b", "a"]
              but 3 datagrams have come
                datagram #0 of %1$s from %2$s: "b" (1 byte)
                datagram #1 of %1$s from %2$s: "a" (1 byte)
                datagram #2 of %1$s from %2$s: "b" (1 byte)
              within 20 ms""");
        assertThatThrownBy(() -> assertThat(peer).hasReceivedOnly("c"))
                .isInstanceOfSatisfying(AssertionFailedError.class, error -> {
                    assertThat(error.getExpected().getValue()).isEqualTo("\"c\"");
                    assertThat(error.getActual().getValue()).isEqualTo("\"a\"\n\"b\"\n\"b\"");
                });
    }

    @Test
    void hasReceivedInOrder() {
        send("1", "2");
        assertThat(peer).hasReceivedInOrder("1", "2");

        fails(() -> assertThat(peer).within(LONG).hasReceivedInOrder("2", "1"), """
              to have received in this order ["2", "1"]
              but 2 datagrams have come
                datagram #0 of %1$s from %2$s: "1" (1 byte)
                datagram #1 of %1$s from %2$s: "2" (1 byte)
              and waiting up to 10 s would not help: others have come""");
        fails(() -> assertThat(peer).within(ofMillis(20)).hasReceivedInOrder("1", "2", "3"), """
              to have received in this order ["1", "2", "3"]
              but 2 datagrams have come
                datagram #0 of %1$s from %2$s: "1" (1 byte)
                datagram #1 of %1$s from %2$s: "2" (1 byte)
              within 20 ms""");
    }

    /** Bytes that are no text must not pass for the character that stands for them. */
    @Test
    void hasReceivedOnly_compares_bytes() {
        sender.sendTo(peer, new byte[] {-1});
        peer.datagram(0);

        assertThatThrownBy(() -> assertThat(peer).hasReceivedOnly("\ufffd")).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> assertThat(peer).hasReceivedInOrder("\ufffd")).isInstanceOf(AssertionError.class);
    }

    @Test
    void hasReceivedFrom() {
        send("x");
        assertThat(peer).hasReceivedFrom(sender.address());

        fails(() -> assertThat(peer).hasReceivedFrom(peer.address()), """
              to have received something from 127.0.0.1:%3$d
              but 1 datagram has come
                datagram #0 of %1$s from %2$s: "x" (1 byte)""");
    }

    @Test
    void hasReceivedCount() {
        assertThat(peer).hasReceivedCount(0);
        send("x");
        assertThat(peer).hasReceivedCount(1);

        fails(() -> assertThat(peer).within(ofMillis(20)).hasReceivedCount(2), """
              to have received 2 datagrams
              but 1 datagram has come
                datagram #0 of %1$s from %2$s: "x" (1 byte)
              within 20 ms""");
        send("y");
        fails(() -> assertThat(peer).within(LONG).hasReceivedCount(1), """
              to have received 1 datagram
              but 2 datagrams have come
                datagram #0 of %1$s from %2$s: "x" (1 byte)
                datagram #1 of %1$s from %2$s: "y" (1 byte)
              and waiting up to 10 s would not help: more have come""");
    }

    @Test
    void hasReceivedNothing() {
        assertThat(peer).hasReceivedNothing().hasReceivedNothingFor(ofMillis(60));
        send("x");

        fails(() -> assertThat(peer).hasReceivedNothing(), """
              to have received nothing
              but 1 datagram has come
                datagram #0 of %1$s from %2$s: "x" (1 byte)""");
        fails(() -> assertThat(peer).hasReceivedNothingFor(ofSeconds(30)), """
              to have received nothing
              but 1 datagram has come
                datagram #0 of %1$s from %2$s: "x" (1 byte)""");
    }

    @Test
    void hasReceivedNothingFor_sees_what_comes_meanwhile() throws Exception {
        Thread other = new Thread(() -> sender.sendTo(peer, "late"));
        other.start();

        fails(() -> assertThat(peer).hasReceivedNothingFor(ofSeconds(30)), """
              to have received nothing
              but 1 datagram has come
                datagram #0 of %1$s from %2$s: "late" (4 bytes)""");
        other.join();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void hasNoDrops() {
        assertThat(peer).hasNoDrops();
        DatagramPeer small = net.udpPeer(spec -> spec.receiveBufferSize(1)).stopReading();
        for (int i = 0; i < 100; i++) {
            sender.sendTo(small, "x");
        }
        long dropped = small.dropped();

        assertThatThrownBy(() -> assertThat(small).within(LONG).hasNoDrops())
                .isInstanceOf(AssertionError.class)
                .hasMessage("\nExpecting " + small + "\n  to have lost nothing\n  but the kernel dropped " + dropped
                        + "\n  and waiting up to 10 s would not help: it has dropped already");
        assertThatThrownBy(() -> assertThat(small).hasReceived("x"))
                .hasMessage("\nExpecting " + small + "\n  to have received: \"x\" (1 byte)\n  but nothing has come"
                        + " (and the kernel dropped " + dropped + ": the receive buffer was full)\n"
                        + "  (to wait for it, write within(...) before the assertion)");
        small.close();
        assertThatThrownBy(() -> assertThat(small).hasNoDrops()).isInstanceOf(FixtureException.class);
    }

    @Test
    void a_datagram_that_does_not_exist() {
        send("x");
        assertThat(peer).datagram(0).hasData("x").returnToPeer().hasReceivedCount(1);

        fails(() -> assertThat(peer).datagram(1), """
              to have a datagram #1
              but 1 datagram has come
                datagram #0 of %1$s from %2$s: "x" (1 byte)
              (to wait for it, write within(...) before datagram(1))""");
        fails(() -> assertThat(peer).within(ofMillis(20)).datagram(1), """
              to have a datagram #1
              but 1 datagram has come
                datagram #0 of %1$s from %2$s: "x" (1 byte)
              within 20 ms""");
    }

    @Test
    void much_and_long_data_is_shortened() {
        DatagramPeer large = net.udpPeer();
        sender.sendTo(large, "x".repeat(60_000));
        for (int i = 1; i < 15; i++) {
            sender.sendTo(large, "y");
        }
        large.datagram(14);

        assertThatThrownBy(() -> assertThat(large).hasReceivedNothing())
                .hasMessageContaining(": \"" + "x".repeat(96) + "\"... (60000 bytes)\n")
                .hasMessageEndingWith("\n    and 5 more")
                .satisfies(error -> assertThat(error.getMessage()).hasLineCount(3 + 1 + 10 + 1));
    }

    @Test
    void what_is_beyond_the_recording_limit_is_told() {
        send("x".repeat(100), "a", "b");
        assertThat(peer).hasReceived("x".repeat(100)).hasReceivedCount(3);

        fails(() -> assertThat(peer).within(LONG).hasReceivedMatching("a"), """
              to have received: something that matches /a/
              but received    : "%4$s" (100 bytes), as datagram #0 from %2$s
              the others are
                and 2 that are not kept. Raise recordingLimit, or compare counts and digests.
              and waiting up to 10 s would not help: what comes is not kept""");
        assertThatThrownBy(() -> assertThat(peer).hasReceivedInOrder("x".repeat(100)))
                .isInstanceOf(AssertionError.class)
                .hasMessageEndingWith(
                        "\n    and 2 that are not kept. Raise recordingLimit, or compare counts and digests.");
        assertThatThrownBy(() -> assertThat(peer).datagram(1))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("to have a datagram #1\n  but 3 datagrams have come\n");
        assertThatThrownBy(() -> assertThat(peer).hasReceivedNothing()).isInstanceOf(AssertionError.class);
    }

    private void send(String... texts) {
        long before = peer.receivedCount();
        for (String text : texts) {
            sender.sendTo(peer, text);
        }
        assertThat(peer).within(LONG).hasReceivedCount((int) before + texts.length);
    }

    /** The lines of the message begin with two blanks, which the text block of the caller has not. */
    private void fails(Runnable assertion, String lines) {
        String expected = lines.formatted(peer, "127.0.0.1:" + sender.port(), peer.port(), "x".repeat(100));
        assertThatThrownBy(assertion::run)
                .isInstanceOf(AssertionError.class)
                .hasMessage("\nExpecting " + peer + "\n" + expected.indent(2).stripTrailing());
    }
}
