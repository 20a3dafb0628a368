package io.github.loopline.datagram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.Event;
import io.github.loopline.trace.EventKind;
import java.net.DatagramSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class DatagramCloseTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    @Test
    void the_port_is_free_when_close_returns() throws Exception {
        for (int i = 0; i < 20; i++) {
            DatagramPeer peer = net.udpPeer();
            peer.close();
            new DatagramSocket(peer.address()).close();
        }
    }

    @Test
    void closing_twice_is_closing_once() {
        DatagramPeer peer = net.udpPeer();

        peer.close();
        peer.close();

        assertThat(net.transcript().events())
                .extracting(Event::kind)
                .containsExactly(EventKind.OPENED, EventKind.CLOSED);
    }

    @Test
    void what_was_received_stays_and_nothing_more_comes() {
        DatagramPeer peer = net.udpPeer();
        net.udpPeer().sendTo(peer, "1").sendTo(peer, "2");
        peer.datagram(1);
        peer.receive();
        peer.close();

        assertThat(peer.received()).hasSize(2);
        assertThat(peer.receive().text()).isEqualTo("2");
        assertThatThrownBy(peer::receive)
                .isInstanceOf(FixtureException.class)
                .hasMessage("Cannot receive a datagram on " + peer + ": it is closed, and only 2 have come.");
        assertThatThrownBy(() -> peer.datagram(2))
                .hasMessage("Cannot receive datagram #2 on " + peer + ": it is closed, and only 2 have come.");
    }

    @Test
    void sending_is_refused() {
        DatagramPeer peer = net.udpPeer();
        DatagramPeer other = net.udpPeer();
        peer.close();

        assertThatThrownBy(() -> peer.sendTo(other, "x"))
                .isInstanceOf(FixtureException.class)
                .hasMessage("Cannot send 1 byte from " + peer + " to 127.0.0.1:" + other.port()
                        + ": the socket is closed.");
    }

    @Test
    void what_the_kernel_dropped_is_forgotten() {
        DatagramPeer peer = net.udpPeer();
        assertThat(peer.dropped()).isZero();
        peer.close();

        assertThatThrownBy(peer::dropped)
                .isInstanceOf(FixtureException.class)
                .hasMessage(
                        "Cannot count what the kernel dropped on " + peer + ": it is closed. Ask before the close.");
    }

    @Test
    void stopping_does_nothing_and_answering_is_refused() {
        DatagramPeer peer = net.udpPeer();
        peer.close();

        peer.stopReading().resumeReading();
        assertThatThrownBy(() -> peer.answer(request -> "never"))
                .isExactlyInstanceOf(FixtureException.class)
                .hasMessage("Cannot answer: " + peer + " is closed. Do so before its close.");

        assertThat(net.transcript().events()).hasSize(2);
    }

    @Test
    void a_waiting_receive_ends() throws Exception {
        DatagramPeer peer = net.udpPeer();
        CompletableFuture<Datagram> receive = CompletableFuture.supplyAsync(peer::receive);
        peer.close();

        assertThatThrownBy(receive::get)
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("Cannot receive a datagram on " + peer + ": it is closed, and none has come.");
    }

    @Test
    void after_the_end_of_its_owner_the_recording_is_gone() {
        Loopback owner = Loopback.open();
        DatagramPeer peer = owner.udpPeer();
        peer.sendTo(peer, "x");
        Datagram kept = peer.receive();
        owner.close();

        assertThat(kept.text()).isEqualTo("x");
        assertThat(peer.receivedCount()).isEqualTo(1);
        assertThatThrownBy(peer::received)
                .isInstanceOf(FixtureException.class)
                .hasMessage("The recording is gone: its Loopback is closed. Look at it before the close.");
    }
}
