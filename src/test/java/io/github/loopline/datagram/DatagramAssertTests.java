package io.github.loopline.datagram;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

/** Each assertion on a datagram, once as it holds and once with all that its failure tells. */
class DatagramAssertTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    private final DatagramPeer peer = net.udpPeer();
    private final DatagramPeer sender = net.udpPeer();

    private Datagram datagram;

    @BeforeEach
    void receive() {
        sender.sendTo(peer, "hello\0").sendTo(peer, "hello");
        datagram = peer.receive();
    }

    @Test
    void hasData() {
        assertThat(datagram).hasData("hello\0").hasData(datagram.data());

        fails(() -> assertThat(datagram).hasData("hallo"), """
              to be : "hallo" (5 bytes)
              but is: "hello\\x00" (6 bytes), whole
              first difference at byte 1: expected 0x61 but got 0x65
              expected 00000000  68 61 6c 6c 6f                                   |hallo|
              received 00000000  68 65 6c 6c 6f 00                                |hello.|
                                    ^^""");
        assertThatThrownBy(() -> assertThat(datagram).hasData("hallo"))
                .isInstanceOfSatisfying(AssertionFailedError.class, error -> {
                    assertThat(error.getExpected().getValue()).isEqualTo("\"hallo\"");
                    assertThat(error.getActual().getValue()).isEqualTo("\"hello\\x00\"");
                });
    }

    @Test
    void hasDataContaining() {
        assertThat(datagram).hasDataContaining("ell");

        fails(() -> assertThat(datagram).hasDataContaining("hellman"), """
              to be : something that contains "hellman" (7 bytes)
              but is: "hello\\x00" (6 bytes), whole
              in hex:
                00000000  68 65 6c 6c 6f 00                                |hello.|
              nearest at byte 0: "hell" (4 bytes) and then "o\\x00\"""");
    }

    @Test
    void hasDataMatching() {
        assertThat(datagram).hasDataMatching("h.*");

        fails(() -> assertThat(datagram).hasDataMatching("hello"), """
              to be : something that matches /hello/
              but is: "hello\\x00" (6 bytes), whole
              in hex:
                00000000  68 65 6c 6c 6f 00                                |hello.|""");
    }

    @Test
    void hasHex() {
        assertThat(datagram).hasHex("68 ?? 6c 6c 6f 00");

        fails(() -> assertThat(datagram).hasHex("68 ?? 6c 6c 6f 01"), """
              to be : the bytes 68 ?? 6c 6c 6f 01 (6 bytes)
              but is: "hello\\x00" (6 bytes), whole
              first difference at byte 5: expected 0x01 but got 0x00
              expected 00000000  68 ?? 6c 6c 6f 01                                |h?llo.|
              received 00000000  68 65 6c 6c 6f 00                                |hello.|
                                                ^^""");
    }

    @Test
    void hasLength() {
        assertThat(datagram).hasLength(6);

        fails(() -> assertThat(datagram).hasLength(1), """
              to have a length of 1 byte
              but it has 6 bytes""");
    }

    @Test
    void isFrom() {
        assertThat(datagram).isFrom(sender).isFrom(sender.address());

        fails(() -> assertThat(datagram).isFrom(peer), """
              to be from 127.0.0.1:%2$d
              but it is from 127.0.0.1:%1$d""");
    }

    @Test
    void isTruncated() {
        Datagram cut = peer.receive(2);
        assertThat(cut).isTruncated().hasData("he").hasLength(5);
        assertThat(datagram).isNotTruncated();

        fails(() -> assertThat(datagram).isTruncated(), """
              to be truncated
              but it is whole""");
        assertThatThrownBy(() -> assertThat(cut).isNotTruncated())
                .hasMessageEndingWith("\n  to be whole\n  but it is cut: 2 of 5 bytes");
        assertThatThrownBy(() -> assertThat(cut).hasData("hello"))
                .hasMessageContaining(
                        "\n  to be : \"hello\" (5 bytes)\n  but is: \"he\" (2 bytes), cut: 2 of 5 bytes\n");
        assertThat(cut)
                .hasToString("datagram #1 of " + peer + " from 127.0.0.1:" + sender.port() + ": \"he\"... (5 bytes)");
    }

    @Test
    void a_datagram_does_not_change_so_nothing_is_waited_for() {
        fails(() -> assertThat(datagram).within(ofSeconds(30)).hasLength(1), """
              to have a length of 1 byte
              but it has 6 bytes
              and waiting up to 30 s would not help: a datagram does not change""");
    }

    @Test
    void it_leads_back_to_the_peer_it_was_reached_from() {
        assertThat(peer).datagram(0).isFrom(sender).returnToPeer().hasReceivedFrom(sender.address());

        assertThatThrownBy(() -> assertThat(datagram).returnToPeer())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("This assertion was not reached from a peer: write assertThat(peer).");
    }

    /** The lines of the message begin with two blanks, which the text block of the caller has not. */
    private void fails(Runnable assertion, String lines) {
        String expected = lines.formatted(sender.port(), peer.port());
        assertThatThrownBy(assertion::run)
                .isInstanceOf(AssertionError.class)
                .hasMessage("\nExpecting datagram #0 of " + peer + " from 127.0.0.1:" + sender.port() + "\n"
                        + expected.indent(2).stripTrailing());
    }
}
