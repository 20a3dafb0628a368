package io.github.loopline.packet;

import static io.github.loopline.fixture.Option.BLOCKING;
import static io.github.loopline.fixture.Option.TIMEOUT_MILLIS;
import static io.github.loopline.fixture.Options.NO_TIMEOUT;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Options;
import io.github.loopline.junit.EnabledIfSocket;
import io.github.loopline.net.Family;
import io.github.loopline.net.FixtureException;
import io.github.loopline.net.SocketType;
import io.github.loopline.testkit.Background;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The rows of the page on blocking modes about connections of messages. */
@EnabledIfSocket(family = Family.UNIX, type = SocketType.SEQPACKET)
class PacketModesTests {

    private static final Options FOR_EVER = Options.NONE.with(TIMEOUT_MILLIS, NO_TIMEOUT);
    private static final Options TIMED = Options.NONE.with(TIMEOUT_MILLIS, 120);
    private static final Options UNBLOCKING = Options.NONE.with(BLOCKING, false);

    /** More than the kernel takes for one that does not read. */
    private static final int MANY = 1_000;

    @AutoClose
    private final Loopback net = Loopback.open();

    private PacketServer server(Options options) {
        return net.open(PacketServerSpec.of(options));
    }

    private PacketClient client(Options options) {
        return net.open(PacketClientSpec.of(options));
    }

    private static String notForEver(String type) {
        return "timeoutMillis must not be NO_TIMEOUT for " + type + ", whose waits are always bounded."
                + " Write a number of milliseconds.";
    }

    @Test
    void server_waits_for_a_connection_but_not_for_ever() throws Exception {
        assertThatThrownBy(() -> server(FOR_EVER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(notForEver("PacketServer"));
        PacketServer server = net.packetServer();
        Background<PacketConnection> waiting =
                Background.call(() -> server.connection(0)).awaitWaiting();
        PacketClient client = net.connectTo(server);

        waiting.result().send("x");
        client.expect("x");
    }

    @Test
    void server_waits_for_a_connection_for_its_time() {
        PacketServer server = server(TIMED);
        long start = System.nanoTime();

        assertThatThrownBy(() -> server.connection(0))
                .isInstanceOf(FixtureException.class)
                .hasMessage("Waited 120 ms for connection #0 of " + server + " but none has come.");
        assertThat(System.nanoTime() - start)
                .isBetween(ofMillis(120).toNanos(), ofMillis(2_120).toNanos());
        serves(server);
    }

    private void serves(PacketServer server) {
        PacketClient client = net.connectTo(server);
        assertThat(server).within(ofSeconds(30)).hasConnections(1);
        server.connection(0).send("x");
        client.expect("x");
    }

    @Test
    void server_does_not_wait_for_a_connection() {
        PacketServer server = server(UNBLOCKING);

        assertThatThrownBy(() -> server.connection(0))
                .isInstanceOf(FixtureException.class)
                .hasMessage("Did not wait for connection #0 of " + server + " but none has come.");
        serves(server);
    }

    /** Takes no further connect. */
    private PacketServer full() {
        PacketServer server = net.packetServer(spec -> spec.backlog(1)).stopAccepting();
        net.connectTo(server);
        net.connectTo(server);
        return server;
    }

    @Test
    void client_waits_to_connect_but_not_for_ever() throws Exception {
        assertThatThrownBy(() -> client(FOR_EVER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(notForEver("PacketClient"));
        PacketServer server = full();
        PacketClient client = net.packetClient();
        Background<PacketClient> connecting =
                Background.call(() -> client.connect(server)).awaitWaiting();
        server.resumeAccepting();

        connecting.result().send("x");
        assertThat(server).within(ofSeconds(30)).hasReceived("x");
    }

    @Test
    void client_waits_to_connect_for_its_time() {
        PacketServer server = full();
        PacketClient client = client(TIMED);
        long start = System.nanoTime();

        refused(client, server);
        assertThat(System.nanoTime() - start)
                .isBetween(ofMillis(120).toNanos(), ofMillis(2_120).toNanos());
        connectsLater(client, server);
    }

    private static void refused(PacketClient client, PacketServer server) {
        assertThatThrownBy(() -> client.connect(server))
                .isInstanceOf(FixtureException.class)
                .hasMessage("Cannot connect " + client + " to " + server.path()
                        + ": Resource temporarily unavailable (EAGAIN, errno 11).");
    }

    private static void connectsLater(PacketClient client, PacketServer server) {
        server.resumeAccepting();
        assertThat(server).within(ofSeconds(30)).hasConnections(2);
        client.connect(server).send("x");
        assertThat(server).within(ofSeconds(30)).hasReceived("x");
    }

    @Test
    void client_does_not_wait_to_connect() {
        PacketServer server = full();
        PacketClient client = client(UNBLOCKING);

        refused(client, server);
        connectsLater(client, server);
    }

    @Test
    void interrupted_connect_is_told_as_a_value() throws Exception {
        PacketServer server = full();
        PacketClient client = client(Options.NONE.with(TIMEOUT_MILLIS, 30_000));
        Background<Boolean> connecting = Background.call(() -> {
            assertThat(client.connectEx(server.socketAddress()).words())
                    .isEqualTo("Interrupted system call (EINTR, errno 4)");
            return Thread.interrupted();
        });
        connecting.awaitWaiting().interrupt();

        assertThat(connecting.result()).as("the flag is set again").isTrue();
        connectsLater(client, server);
    }

    @Test
    void connection_waits_for_a_message_but_not_for_ever() throws Exception {
        PacketServer server = net.packetServer();
        PacketClient client = net.connectTo(server);
        Background<Packet> receiving = Background.call(client::receive).awaitWaiting();
        server.connection(0).send("late");

        assertThat(receiving.result()).hasData("late");
    }

    @Test
    void connection_waits_for_a_message_for_its_time() {
        PacketServer server = net.packetServer();
        PacketClient client = client(TIMED).connect(server);
        long start = System.nanoTime();

        assertThatThrownBy(client::receive)
                .isInstanceOf(FixtureException.class)
                .hasMessage("Waited 120 ms for a message on " + client.connection() + " but none has come.");
        assertThat(System.nanoTime() - start)
                .isBetween(ofMillis(120).toNanos(), ofMillis(2_120).toNanos());
        receivesLater(client, server);
    }

    private static void receivesLater(PacketClient client, PacketServer server) {
        server.connection(0).send("x");
        assertThat(client).within(ofSeconds(30)).hasReceived("x");
        client.expect("x");
    }

    @Test
    void connection_does_not_wait_for_a_message() {
        PacketServer server = net.packetServer();
        PacketClient client = client(UNBLOCKING).connect(server);

        assertThatThrownBy(client::receive)
                .isInstanceOf(FixtureException.class)
                .hasMessage("Did not wait for a message on " + client.connection() + " but none has come.");
        receivesLater(client, server);
    }

    @Test
    void connection_waits_for_room_but_not_for_ever() throws Exception {
        PacketServer server = net.packetServer();
        PacketClient client = net.connectTo(server);
        server.connection(0).stopReading();
        Background<String> sending = Background.call(() -> {
                    for (int i = 0; i < MANY; i++) {
                        client.send("x");
                    }
                    return "sent";
                })
                .awaitWaiting();
        server.connection(0).resumeReading();

        assertThat(sending.result()).isEqualTo("sent");
        assertThat(server.connection(0)).within(ofSeconds(30)).hasReceivedCount(MANY);
    }

    @Test
    void connection_waits_for_room_for_its_time() {
        PacketServer server = net.packetServer();
        PacketClient client = client(TIMED).connect(server);
        long start = System.nanoTime();

        int sent = full(client, server, "Waited 120 ms");
        assertThat(System.nanoTime() - start)
                .isGreaterThanOrEqualTo(ofMillis(120).toNanos());
        sendsLater(client, server, sent);
    }

    private static int full(PacketClient client, PacketServer server, String waited) {
        server.connection(0).stopReading();
        int[] sent = {0};
        assertThatThrownBy(() -> {
                    for (; sent[0] < MANY; sent[0]++) {
                        client.send("x");
                    }
                })
                .isInstanceOf(FixtureException.class)
                .hasMessage(waited + " to send 1 byte on " + client.connection()
                        + " but the kernel has no room: the peer does not read. It is not sent.");
        return sent[0];
    }

    private static void sendsLater(PacketClient client, PacketServer server, int sent) {
        server.connection(0).resumeReading();
        assertThat(server.connection(0)).within(ofSeconds(30)).hasReceivedCount(sent);
        client.send("again");
        assertThat(server.connection(0))
                .within(ofSeconds(30))
                .hasReceived("again")
                .hasReceivedCount(sent + 1);
    }

    @Test
    void connection_does_not_wait_for_room() {
        PacketServer server = net.packetServer();
        PacketClient client = client(UNBLOCKING).connect(server);

        sendsLater(client, server, full(client, server, "Did not wait"));
    }

    @Test
    void interrupted_message_is_not_sent_later() throws Exception {
        PacketServer server = net.packetServer();
        PacketClient client = client(Options.NONE.with(TIMEOUT_MILLIS, 30_000)).connect(server);
        server.connection(0).stopReading();
        Background<Integer> sending = Background.call(() -> {
            int sent = 0;
            try {
                for (; sent < MANY; sent++) {
                    client.send("x");
                }
            } catch (FixtureException interrupted) {
                assertThat(interrupted).hasMessage("Interrupted while waiting for the network.");
            }
            return sent;
        });
        sending.awaitWaiting().interrupt();

        sendsLater(client, server, sending.result());
    }
}
