package io.github.loopline.stream;

import static io.github.loopline.fault.StreamFault.refuse;
import static io.github.loopline.fault.StreamFault.unresponsive;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.loopline.Loopback;
import io.github.loopline.fault.AppliedFault;
import io.github.loopline.fixture.Options;
import java.net.BindException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.ServerSocketChannel;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Faults that let a server refuse connects or leave them unanswered, as plain sockets of the JDK see them. */
class ListenerFaultTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    @ParameterizedTest
    @EnumSource
    void a_server_refuses_and_then_not(Transport transport) throws Exception {
        StreamServer server = transport.server(net).echo();
        try (Peer open = Peer.connectTo(server)) {
            for (int i = 0; i < 5; i++) {
                try (AppliedFault refused = server.apply(refuse())) {
                    assertThatThrownBy(() -> Peer.connectTo(server).close())
                            .isInstanceOf(ConnectException.class)
                            .hasMessage("Connection refused");
                    assertThat(open.write("on").readText(2)).isEqualTo("on");
                    assertThat(refused).isActive();
                }
                try (Peer client = Peer.connectTo(server)) {
                    assertThat(client.write("hi").readText(2)).isEqualTo("hi");
                }
            }
        }
    }

    @Test
    void nobody_else_gets_the_port_of_a_server_that_refuses() throws Exception {
        StreamServer server = net.tcpServer();
        try (AppliedFault refused = server.apply(refuse());
                ServerSocketChannel thief = ServerSocketChannel.open()) {
            assertThatThrownBy(() -> thief.bind(server.address()))
                    .isInstanceOf(BindException.class)
                    .hasMessage("Address already in use");
        }
    }

    @Test
    void a_server_leaves_connects_unanswered() throws Exception {
        StreamServer server = net.tcpServer().echo();
        try (AppliedFault unresponsive = server.apply(unresponsive());
                Socket waiting = new Socket()) {
            assertThatThrownBy(() -> waiting.connect(server.address(), 300))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessage("Connect timed out");
        }
        try (Peer client = Peer.connectTo(server)) {
            assertThat(client.write("hi").readText(2)).isEqualTo("hi");
        }
    }

    @Test
    void a_server_goes_on_not_to_answer_when_the_time_of_refusing_is_over() throws Exception {
        StreamServer server = net.tcpServer();
        server.apply(unresponsive());
        AppliedFault refused = server.apply(refuse().lasting(ofMillis(50)));
        assertThat(refused).within(ofSeconds(10)).isLifted();
        await().until(() -> net.transcript().events().stream()
                        .filter(event -> event.toString().contains("note: the queue is full with"))
                        .count()
                == 2);
        try (Socket waiting = new Socket()) {
            assertThatThrownBy(() -> waiting.connect(server.address(), 200)).hasMessage("Connect timed out");
        }
    }

    @Test
    void a_server_that_is_stopped_and_started_still_refuses() throws Exception {
        StreamServer server = Transport.TCP_IPV4.serverOfItsOwn(net, Options.NONE);
        server.apply(refuse());
        server.stop();
        server.start();
        assertThatThrownBy(() -> Peer.connectTo(server).close()).hasMessage("Connection refused");
        server.clear();
        Peer.connectTo(server).close();
    }
}
