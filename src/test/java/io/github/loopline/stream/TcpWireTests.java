package io.github.loopline.stream;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.loopline.Loopback;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What options of a connection do: urgent data that is received, timers of the kernel, both halves closed. */
class TcpWireTests {

    /** The kernel counts in ticks of USER_HZ, 100 a second. */
    private static final int TICKS = 100;

    @AutoClose
    private final Loopback net = Loopback.open();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_server_has_urgent_data_in_its_stream_only_if_declared(boolean inline) throws Exception {
        StreamServer server = net.tcpServer(spec -> spec.oobInline(inline));
        try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
            socket.getOutputStream().write('a');
            server.connection(0).expect("a"); // else the urgent byte might come before the option is set
            socket.sendUrgentData('!');
            socket.getOutputStream().write('b');
            socket.shutdownOutput();

            assertThat(server)
                    .within(ofSeconds(5))
                    .connection(0)
                    .hasEndedByFin()
                    .hasReceived(inline ? "a!b" : "ab");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_client_has_urgent_data_in_its_stream_only_if_declared(boolean inline) {
        StreamServer server = net.tcpServer();
        StreamClient client = net.tcpClient(spec -> spec.oobInline(inline)).connect(server);

        server.connection(0).send("a").sendUrgent('!').send("b").shutdownOutput();

        assertThat(client).within(ofSeconds(5)).hasEndedByFin().hasReceived(inline ? "a!b" : "ab");
    }

    @Test
    void both_halves_are_closed_one_after_the_other() throws Exception {
        StreamServer server = net.tcpServer();
        try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
            Connection connection = server.connection(0);
            socket.getOutputStream().write("request".getBytes());
            socket.shutdownOutput();
            assertThat(connection.receiveToEnd()).asString().isEqualTo("request");

            connection.send("half an answer");
            assertThat(socket.getInputStream().readNBytes(14)).asString().isEqualTo("half an answer");
            connection.send(", and the rest").shutdownOutput();
            assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo(", and the rest");
        }
    }

    @Test
    void the_other_half_first() throws Exception {
        StreamServer server = net.tcpServer();
        try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
            Connection connection = server.connection(0).send("bye").shutdownOutput();
            assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("bye");

            socket.getOutputStream().write("but listen".getBytes());
            socket.shutdownOutput();

            assertThat(connection.receiveToEnd()).asString().isEqualTo("but listen");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void the_first_probe_is_when_it_was_declared() throws Exception {
        StreamServer server = net.tcpServer(spec -> spec.keepAlive(true).keepIdleSeconds(500));
        StreamServer other = net.tcpServer();
        StreamClient client =
                net.tcpClient(spec -> spec.keepAlive(true).keepIdleSeconds(900)).connect(other);
        try (Peer peer = Peer.connectTo(server)) {
            Connection accepted = server.connection(0);
            assertThat(ticksLeft(accepted.localAddress(), accepted.remoteAddress()))
                    .isBetween(400 * TICKS, 500 * TICKS + TICKS);
            assertThat(ticksLeft(client.localAddress(), client.remoteAddress()))
                    .isBetween(800 * TICKS, 900 * TICKS + TICKS);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void an_idle_connection_is_probed_and_stays() throws Exception {
        StreamServer server = net.tcpServer(spec ->
                spec.keepAlive(true).keepIdleSeconds(1).keepIntervalSeconds(1).keepCount(1));
        try (Peer peer = Peer.connectTo(server)) {
            Connection accepted = server.connection(0);
            AtomicInteger last = new AtomicInteger(ticksLeft(accepted.localAddress(), accepted.remoteAddress()));
            assertThat(last.get()).isLessThanOrEqualTo(TICKS + 1);
            await("the timer starts anew when a probe was answered").until(() -> {
                int left = ticksLeft(accepted.localAddress(), accepted.remoteAddress());
                return left > last.getAndSet(left < 0 ? Integer.MAX_VALUE : left);
            });

            peer.write("still here");
            accepted.expect("still here");
        }
    }

    /** Tells how long the timer of the kernel for keep-alive has to go, or -1 while it does not run. */
    private static int ticksLeft(SocketAddress local, SocketAddress remote) throws IOException {
        Pattern ports = Pattern.compile(":%04X \\S+:%04X "
                .formatted(((InetSocketAddress) local).getPort(), ((InetSocketAddress) remote).getPort()));
        List<String> rows = new ArrayList<>(Files.readAllLines(Path.of("/proc/self/net/tcp")));
        rows.addAll(Files.readAllLines(Path.of("/proc/self/net/tcp6")));
        for (String row : rows) {
            if (ports.matcher(row).find()) {
                String timer = row.trim().split("\\s+")[5];
                return timer.startsWith("02:") ? Integer.parseInt(timer.substring(3), 16) : -1;
            }
        }
        throw new AssertionError("no row of the kernel has " + ports);
    }
}
