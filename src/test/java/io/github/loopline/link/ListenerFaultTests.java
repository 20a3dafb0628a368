package io.github.loopline.link;

import static io.github.loopline.fault.StreamFault.refuse;
import static io.github.loopline.fault.StreamFault.unresponsive;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.loopline.Loopback;
import io.github.loopline.fault.AppliedFault;
import io.github.loopline.stream.Peer;
import io.github.loopline.testkit.Background;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Faults of a link that are about connects, as plain sockets of the JDK see them. */
class ListenerFaultTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    @Test
    void connects_are_refused_and_then_not() throws Exception {
        StreamLink link = net.tcpLink().to(net.tcpServer().echo());
        try (Peer before = Peer.connectTo(link.address()).write("open")) {
            assertThat(before.readText(4)).isEqualTo("open");
            AppliedFault refused = link.apply(refuse());

            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(() -> Peer.connectTo(link.address()))
                        .isInstanceOf(ConnectException.class)
                        .hasMessage("Connection refused");
            }
            assertThat(before.write("still").readText(5)).isEqualTo("still");
            refused.close();
            try (Peer after = Peer.connectTo(link.address()).write("back")) {
                assertThat(after.readText(4)).isEqualTo("back");
            }
        }
    }

    @Test
    void connects_are_not_answered_and_get_through_when_they_are_again() throws Exception {
        StreamLink link = net.tcpLink().to(net.tcpServer().echo());
        try (Peer before = Peer.connectTo(link.address()).write("open");
                SocketChannel waiting = SocketChannel.open();
                Selector selector = Selector.open()) {
            assertThat(before.readText(4)).isEqualTo("open");
            AppliedFault unresponsive = link.apply(unresponsive());

            try (Socket socket = new Socket()) {
                assertThatThrownBy(() -> socket.connect(link.address(), 200))
                        .isInstanceOf(SocketTimeoutException.class)
                        .hasMessageContaining("onnect timed out");
            }
            assertThat(before.write("still").readText(5)).isEqualTo("still");
            waiting.configureBlocking(false);
            waiting.connect(link.address());
            SelectionKey key = waiting.register(selector, SelectionKey.OP_CONNECT);
            assertThat(selector.select(200)).isZero();

            unresponsive.close();
            assertThat(selector.select(20_000)).isOne();
            assertThat(waiting.finishConnect()).isTrue();
            key.cancel();
            selector.selectNow();
            waiting.configureBlocking(true);
            assertThat(Peer.of(waiting).write("x").readText(1)).isEqualTo("x");
        }
        assertThat(link).within(ofSeconds(10)).hasConnections(2);
    }

    @Test
    void a_unix_link_leaves_connects_waiting_too() throws Exception {
        StreamLink link = net.unixLink().to(net.unixServer().echo());
        AppliedFault unresponsive = link.apply(unresponsive());
        Background<Peer> connecting = Background.call(() -> Peer.connectTo(link.path()));
        assertThat(connecting.isDone()).isFalse();

        unresponsive.close();
        try (Peer client = connecting.result().write("back")) {
            assertThat(client.readText(4)).isEqualTo("back");
        }
    }

    @Test
    void a_unix_path_always_has_a_socket() throws Exception {
        StreamLink link = net.unixLink().to(net.unixServer().echo());
        Background<Integer> looking = Background.call(() -> {
            int missing = 0;
            for (int i = 0; i < 100_000; i++) {
                missing += Files.exists(link.path().getPath()) ? 0 : 1;
            }
            return missing;
        });
        while (!looking.isDone()) {
            link.apply(refuse()).close();
        }

        assertThat(looking.result()).isZero();
    }

    @Test
    void refusing_goes_before_not_answering() throws Exception {
        StreamLink link = net.tcpLink().to(net.tcpServer().echo());
        AppliedFault refused = link.apply(refuse());
        AppliedFault unresponsive = link.apply(unresponsive());
        assertThatThrownBy(() -> Peer.connectTo(link.address())).hasMessage("Connection refused");

        refused.close();
        try (Socket socket = new Socket()) {
            assertThatThrownBy(() -> socket.connect(link.address(), 200)).hasMessageContaining("onnect timed out");
        }
        unresponsive.close();
        try (Peer after = Peer.connectTo(link.address()).write("back")) {
            assertThat(after.readText(4)).isEqualTo("back");
        }
    }

    @Test
    void not_answering_goes_on_when_the_time_of_refusing_is_over() throws Exception {
        StreamLink link = net.tcpLink().to(net.tcpServer().echo());
        link.apply(unresponsive());
        AppliedFault refused = link.apply(refuse().lasting(ofMillis(50)));
        assertThat(refused).within(ofSeconds(10)).isLifted();
        await().until(() -> queuesFilled() == 2);

        try (Socket socket = new Socket()) {
            assertThatThrownBy(() -> socket.connect(link.address(), 200))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessageContaining("onnect timed out");
        }
        link.clear();
        try (Peer after = Peer.connectTo(link.address()).write("back")) {
            assertThat(after.readText(4)).isEqualTo("back");
        }
    }

    private long queuesFilled() {
        return net.transcript().events().stream()
                .filter(event -> event.toString().contains("note: the queue is full with"))
                .count();
    }

    @Test
    void a_unix_link_refuses_too() throws Exception {
        StreamLink link = net.unixLink().to(net.unixServer().echo());
        try (AppliedFault refused = link.apply(refuse())) {
            assertThat(refused).isActive();
            assertThatThrownBy(() -> Peer.connectTo(link.path()))
                    .isInstanceOf(ConnectException.class)
                    .hasMessage("Connection refused");
        }
        try (Peer after = Peer.connectTo(link.path()).write("back")) {
            assertThat(after.readText(4)).isEqualTo("back");
        }
    }
}
