package io.github.loopline.trace;

import static io.github.loopline.fault.DatagramFault.foreignSender;
import static io.github.loopline.fault.DatagramFault.forge;
import static io.github.loopline.fault.DatagramFault.loss;
import static io.github.loopline.trace.Addresses.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.Loopback;
import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.link.DatagramLink;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Datagrams that a fault makes up, or takes away, in transcript and capture. */
class StrangerTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    private final DatagramPeer client = net.udpPeer();
    private final DatagramPeer server = net.udpPeer();

    @Test
    void a_forged_datagram_comes_from_a_socket_of_its_own() throws IOException {
        client.applyToSent(forge());
        client.sendTo(server.address(), "hi").sendTo(server.address(), "ho");
        assertThat(server).within(ofSeconds(10)).hasReceived("ho");

        InetSocketAddress stranger = sender("hh");
        assertThat(stranger).isEqualTo(sender("hn")).isNotEqualTo(client.address());
        assertThat(told())
                .containsSubsequence(
                        "stranger to " + client + " open on " + text(stranger),
                        "stranger to " + client + " -> 2 bytes to " + text(server.address()) + " \"hh\"",
                        client + " -> 2 bytes to " + text(server.address()) + " \"hi\"");
        assertThat(frames())
                .contains(text(stranger) + " > " + text(server.address()) + " UDP len 2: hh")
                .contains(text(client.address()) + " > " + text(server.address()) + " UDP len 2: hi");

        client.close();
        assertThat(told()).endsWith(client + " closed", "stranger to " + client + " closed");
    }

    @Test
    void a_foreign_sender_of_a_link_is_told_and_what_it_sent_has_passed() throws IOException {
        DatagramLink link = net.udpLink().to(server.address());
        link.apply(foreignSender().toServer());
        client.sendTo(link.address(), "spoofed");
        assertThat(server).within(ofSeconds(10)).hasReceived("spoofed");

        InetSocketAddress stranger = sender("spoofed");
        assertThat(link).hasPassedToServer("spoofed");
        assertThat(told())
                .contains("stranger to " + link + " -> 7 bytes to " + text(server.address()) + " \"spoofed\"")
                .noneMatch(line -> line.startsWith("server side of flow #0 of " + link + " ->"));
        assertThat(frames())
                .containsSubsequence(
                        text(client.address()) + " > " + text(link.address()) + " UDP len 7: spoofed",
                        text(stranger) + " > " + text(server.address()) + " UDP len 7: spoofed");
    }

    @Test
    void a_lost_datagram_is_told_with_who_sent_it_and_what_it_was() throws IOException {
        server.applyToReceived(loss().onNext(1));
        client.sendTo(server.address(), "x".repeat(70)).sendTo(server.address(), "there");
        assertThat(server).within(ofSeconds(10)).hasReceivedOnly("there");

        String lost = "fault: loss, datagram #0 received from " + text(client.address()) + " (70 bytes): \""
                + "x".repeat(64) + "\"...";
        assertThat(told()).contains(server + " " + lost);
        assertThat(CaptureFile.of(net.transcript()).interfaces)
                .anyMatch(device -> device.contains(server.toString()) && device.contains(lost));
    }

    private InetSocketAddress sender(String text) {
        return server.received().stream()
                .filter(datagram -> datagram.text().equals(text))
                .map(datagram -> (InetSocketAddress) datagram.sender())
                .findFirst()
                .orElseThrow();
    }

    private List<String> told() {
        return net.transcript().events().stream().map(Event::toString).toList();
    }

    private List<String> frames() throws IOException {
        return CaptureFile.of(net.transcript()).frames.stream()
                .map(frame -> frame + ": " + new String(frame.payload(), UTF_8))
                .toList();
    }
}
