package io.github.loopline.datagram;

import static io.github.loopline.fault.DatagramFault.forge;
import static io.github.loopline.fault.DatagramFault.precede;
import static io.github.loopline.fault.DatagramFault.stale;
import static io.github.loopline.fault.DatagramFault.wrongId;
import static io.github.loopline.fixture.Times.times;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.Loopback;
import io.github.loopline.fault.AppliedFault;
import io.github.loopline.link.DatagramLink;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Datagrams that come before the genuine answers and are none, as a plain socket of the JDK sees them. */
class AnswerFaultTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    private final DatagramPeer peer = net.udpPeer().answer(question -> "re:" + question.text() + ".");

    @AutoClose
    private final DatagramSocket plain = new DatagramSocket(0, InetAddress.getLoopbackAddress());

    AnswerFaultTests() throws IOException {}

    @BeforeEach
    void limit() throws IOException {
        plain.setSoTimeout(10_000);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void send(String text, InetSocketAddress to) throws IOException {
        plain.send(new DatagramPacket(bytes(text), text.length(), to));
    }

    /** Gives what comes from the peer until the genuine answer, which is the last. */
    private List<String> ask(String question, String genuine) throws IOException {
        send(question, peer.address());
        List<String> came = new ArrayList<>();
        while (!came.contains(genuine)) {
            DatagramPacket packet = receive();
            assertThat(packet.getSocketAddress()).isEqualTo(peer.address());
            came.add(text(packet));
        }
        return came;
    }

    private DatagramPacket receive() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        plain.receive(packet);
        return packet;
    }

    private static String text(DatagramPacket packet) {
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
    }

    @Test
    void the_answer_to_another_question_comes_once_more_but_not_twice() throws IOException {
        AppliedFault stale = peer.applyToSent(stale());

        assertThat(ask("a", "re:a.")).containsExactly("re:a.");
        assertThat(ask("a", "re:a.")).as("the same question").containsExactly("re:a.");
        assertThat(ask("b", "re:b.")).containsExactly("re:a.", "re:b.");
        assertThat(ask("a", "re:a.")).containsExactly("re:b.", "re:a.");
        assertThat(ask("b", "re:b.")).as("had one already").containsExactly("re:b.");
        assertThat(stale).hasStruck(times(2));
        assertThat(net.transcript().toString()).contains("fault: stale \"re:a.\", datagram #2 sent to ");
    }

    @Test
    void an_answer_to_another_client_is_not_stale() throws IOException {
        peer.applyToSent(stale());
        assertThat(ask("a", "re:a.")).containsExactly("re:a.");
        try (DatagramSocket other = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            other.setSoTimeout(10_000);
            other.send(new DatagramPacket(bytes("b"), 1, peer.address()));
            DatagramPacket first = new DatagramPacket(new byte[100], 100);
            other.receive(first);
            assertThat(text(first)).isEqualTo("re:b.");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "17 who, re:17 me., 25 who, re:17 me/, an id",
        "7 who, re:7 me., 7 who, , the same question",
        "who 7, re:me 7., who 8, , what is different ends a text",
        "7 why, re:7 why., 8 why, , so does all that is repeated",
        "7 who, re:7 me., 8 whose, , so is something else",
        "7 who, re:7 me., 10 who, , ids of other lengths",
        "7 who, re:- me., 8 who, , it is not in that answer",
        "7 who, re:8 me., 8 who, , the answers are the same",
        "7 who, re:7 mo., 8 who, , the answers are otherwise",
        "7----------------y who, re:7----------------y me., 8----------------z who, , too long for an id",
    })
    void what_is_known_beforehand_lends_its_id(String question, String answer, String next, String first, String reason)
            throws IOException {
        peer.answer(asked -> "re:" + asked.text().replace("who", "me") + ".");
        peer.applyToSent(stale(bytes(question), bytes(answer)));

        String genuine = "re:" + next.replace("who", "me") + ".";
        assertThat(ask(next, genuine)).as(reason).isEqualTo(first == null ? List.of(genuine) : List.of(first, genuine));
    }

    @Test
    void an_id_that_is_no_text_may_be_the_last() throws IOException {
        peer.applyToSent(stale(bytes("who \u0001"), bytes("re:who \u0001.")));
        assertThat(ask("who \u0002", "re:who \u0002.")).containsExactly("re:who \u0001/", "re:who \u0002.");
    }

    @Test
    void an_echo_has_no_id() throws IOException {
        DatagramPeer echo = net.udpPeer().answer(Datagram::data);
        echo.applyToSent(stale(bytes("one"), bytes("one")));
        send("two", echo.address());
        assertThat(text(receive())).isEqualTo("two");
    }

    @Test
    void another_id_is_another_first_byte_that_question_and_answer_share() throws IOException {
        DatagramPeer numbering =
                net.udpPeer().answer(question -> question.text().replace("who", "me."));
        numbering.applyToSent(wrongId());
        send("7 who", numbering.address());
        assertThat(text(receive()) + " " + text(receive())).isEqualTo("6 me/ 7 me.");
        send("who", numbering.address());
        assertThat(text(receive())).as("nothing is shared").isEqualTo("me.");
    }

    @Test
    void anything_precedes_from_the_same_port_or_another() throws IOException {
        AppliedFault own = peer.applyToSent(precede(new byte[0]));
        assertThat(ask("a", "re:a.")).containsExactly("", "re:a.");
        own.close();
        peer.applyToSent(forge(bytes("?")));
        send("a", peer.address());
        DatagramPacket first = receive();
        assertThat(text(first)).isEqualTo("?");
        assertThat(first.getPort()).isNotEqualTo(peer.port());
        assertThat(text(receive())).isEqualTo("re:a.");
    }

    @Test
    void what_a_peer_receives_is_preceded_too() throws IOException {
        peer.applyToReceived(precede(bytes("x")));
        send("a", peer.address());
        assertThat(text(receive()) + " " + text(receive())).isEqualTo("re:x. re:a.");
        assertThat(peer.received()).extracting(Datagram::text).containsExactly("x", "a");
    }

    @Test
    void links_send_answers_before_answers() throws IOException {
        DatagramLink link = net.udpLink().to(peer);
        try (AppliedFault stale = link.apply(stale().toClient())) {
            send("a", link.address());
            assertThat(text(receive())).isEqualTo("re:a.");
            send("b", link.address());
            assertThat(text(receive()) + " " + text(receive())).isEqualTo("re:a. re:b.");
            assertThat(stale).hasStruck(times(1));
        }
        link.apply(precede(bytes("x")).toServer());
        send("c", link.address());
        assertThat(text(receive()) + " " + text(receive())).isEqualTo("re:x. re:c.");
    }
}
