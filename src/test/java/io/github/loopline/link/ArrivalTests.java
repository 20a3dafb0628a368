package io.github.loopline.link;

import static io.github.loopline.fault.Direction.TO_SERVER;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.loopline.Loopback;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.EventLoop;
import io.github.loopline.internal.engine.Task;
import io.github.loopline.stream.Peer;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.stream.Transport;
import io.github.loopline.trace.Event;
import io.github.loopline.trace.EventKind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What clients did before a link came to accept them, and what is left of them when they have ended. */
class ArrivalTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    /** Does something that the engine sees only when all of it is done. */
    private static <T> List<T> unseen(int times, Step<T> step) throws IOException {
        List<T> results = new ArrayList<>();
        Engine.shared().call(new Task() {
            @Override
            protected void run() throws IOException {
                for (int i = 0; i < times; i++) {
                    results.add(step.take(i));
                }
            }
        });
        return results;
    }

    private interface Step<T> {
        T take(int ordinal) throws IOException;
    }

    @ParameterizedTest
    @CsvSource({"TCP_IPV4, 1", "TCP_IPV4, 2", "TCP_IPV4, 3", "TCP_IPV4, 40", "UNIX, 1", "UNIX, 2", "UNIX, 40"})
    void all_who_have_queued_up_are_let_in(Transport transport, int count) throws Exception {
        StreamServer server = transport.server(net).echo();
        StreamLink link = (transport == Transport.UNIX ? net.unixLink() : net.tcpLink()).to(server);
        for (int round = 1; round <= 3; round++) {
            List<Peer> clients = unseen(count, i -> Peer.connectTo(link.socketAddress()));
            for (int i = 0; i < count; i++) {
                assertThat(clients.get(i).write("client " + (100 + i)).readText(10))
                        .isEqualTo("client " + (100 + i));
            }
            for (Peer client : clients) {
                client.close();
            }
            assertThat(link).hasConnections(round * count);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TCP_IPV4", "UNIX"})
    void what_a_client_said_before_it_was_let_in_passes_in_the_order_of_things(Transport transport) throws Exception {
        ServerSocketChannel listener = transport.listener(net);
        StreamLink link = Ends.link(net, transport, listener);
        Peer client = unseen(
                        1,
                        i -> Peer.connectTo(link.socketAddress()).write("early").shutdownOutput())
                .get(0);
        try (Ends ends = new Ends(link, client, Peer.acceptedFrom(listener))) {
            assertThat(ends.server().readTextToEnd()).isEqualTo("early");
            ends.server().write("answer").shutdownOutput();
            assertThat(ends.client().readTextToEnd()).isEqualTo("answer");
        }
        assertThat(link.connection(0)).within(ofSeconds(5)).isOver();
        assertThat(net.transcript().events())
                .filteredOn(event -> event.track().index() == 0)
                .extracting(Event::kind)
                .containsExactly(
                        EventKind.ACCEPTED,
                        EventKind.CONNECTED,
                        EventKind.RECEIVED,
                        EventKind.SENT,
                        EventKind.FIN_RECEIVED,
                        EventKind.FIN_SENT,
                        EventKind.RECEIVED,
                        EventKind.SENT,
                        EventKind.FIN_RECEIVED,
                        EventKind.FIN_SENT,
                        EventKind.CLOSED,
                        EventKind.CLOSED);
    }

    @Test
    void a_client_that_reset_before_it_was_let_in_resets_the_server() throws Exception {
        ServerSocketChannel listener = Transport.TCP_IPV4.listener(net);
        StreamLink link = Ends.link(net, Transport.TCP_IPV4, listener);
        unseen(1, i -> {
            Peer client = Peer.connectTo(link.socketAddress()).write("gone");
            client.reset();
            return client;
        });
        try (Peer server = Peer.acceptedFrom(listener)) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(server::readToEnd)
                    .isInstanceOf(SocketException.class)
                    .withMessage("Connection reset");
        }
        assertThat(link.connection(0)).within(ofSeconds(5)).isOver();
        assertThat(link.traffic(TO_SERVER).arrived()).isIn(0L, 4L); // a kernel may drop what a reset has overtaken
    }

    @Test
    void a_client_that_comes_while_no_server_is_there_is_reset_with_what_it_has_said() throws Exception {
        ServerSocketChannel listener = Transport.TCP_IPV4.listener(net);
        StreamLink link = Ends.link(net, Transport.TCP_IPV4, listener);
        listener.close();
        Peer client = unseen(1, i -> Peer.connectTo(link.socketAddress()).write("early"))
                .get(0);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> client.read(1))
                .isInstanceOf(SocketException.class)
                .withMessage("Connection reset");
        assertThat(link.connection(0)).within(ofSeconds(5)).isOver();
        client.close();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_connection_that_has_ended_keeps_no_socket() throws Exception {
        ServerSocketChannel listener = Transport.TCP_IPV4.listener(net);
        StreamLink link = Ends.link(net, Transport.TCP_IPV4, listener);
        try (Ends ends = Ends.connect(link, listener)) {
            int clientPort = ends.client().channel().socket().getLocalPort();
            assertThat(isOwned(link.port(), clientPort)).isTrue();
            ends.client().write("question").shutdownOutput();
            ends.server().readTextToEnd();
            ends.server().write("answer").shutdownOutput();
            assertThat(ends.client().readTextToEnd()).isEqualTo("answer");
            assertThat(link.connection(0)).within(ofSeconds(5)).isOver();
            EventLoop.drainAll();

            assertThat(isOwned(link.port(), clientPort))
                    .as("the socket to the client")
                    .isFalse();
            int serverSide = ((InetSocketAddress) ends.server().channel().getRemoteAddress()).getPort();
            int serverPort = ends.server().channel().socket().getLocalPort();
            assertThat(isOwned(serverSide, serverPort))
                    .as("the socket to the server")
                    .isFalse();
        }
    }

    /** Tells whether a process has the socket of a connection: the kernel keeps its row for a while after that. */
    private static boolean isOwned(int port, int peerPort) throws IOException {
        String ports = ":%04X 0100007F:%04X ".formatted(port, peerPort);
        for (String row : Files.readAllLines(Path.of("/proc/self/net/tcp"))) {
            if (row.contains(ports)) {
                return !row.trim().split("\\s+")[9].equals("0");
            }
        }
        return false;
    }
}
