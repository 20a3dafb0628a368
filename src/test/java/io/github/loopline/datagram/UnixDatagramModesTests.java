package io.github.loopline.datagram;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.junit.EnabledIfSocket;
import io.github.loopline.net.Family;
import io.github.loopline.net.FixtureException;
import io.github.loopline.net.SocketType;
import io.github.loopline.testkit.Background;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows of the page on blocking modes about Unix datagrams. What is sent waits while the receiver does not read. */
@EnabledIfSocket(family = Family.UNIX, type = SocketType.DGRAM)
class UnixDatagramModesTests {

    private static final Options TIMED = Options.NONE.with(Option.TIMEOUT_MILLIS, 120);
    private static final Options UNBLOCKING = Options.NONE.with(Option.BLOCKING, false);

    /** More than the kernel's queue of one receiver takes. */
    private static final int MANY = 1_000;

    @AutoClose
    private final Loopback net = Loopback.open();

    private DatagramPeer peer(Options options) {
        return net.open(UnixPeerSpec.of(options));
    }

    @Test
    void peer_receives_late_but_not_for_ever() throws Exception {
        assertThatThrownBy(() -> peer(Options.NONE.with(Option.TIMEOUT_MILLIS, Options.NO_TIMEOUT)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timeoutMillis must not be NO_TIMEOUT for DatagramPeer, whose waits are always bounded."
                        + " Write a number of milliseconds.");
        DatagramPeer peer = net.unixPeer();
        Background<Datagram> receiving = Background.call(peer::receive).awaitWaiting();
        net.unixPeer().sendTo(peer, "late");

        assertThat(receiving.result()).hasData("late");
    }

    @Test
    void peer_receives_in_its_time() {
        DatagramPeer peer = peer(TIMED);
        long start = System.nanoTime();

        assertThatThrownBy(peer::receive)
                .isInstanceOf(FixtureException.class)
                .hasMessage("Waited 120 ms for a datagram on " + peer + " but none has come.");
        assertThat(System.nanoTime() - start)
                .isBetween(ofMillis(120).toNanos(), ofMillis(2_120).toNanos());
        receivesLater(peer);
    }

    private void receivesLater(DatagramPeer peer) {
        net.unixPeer().sendTo(peer, "x");
        assertThat(peer).within(ofSeconds(30)).hasReceived("x");
        assertThat(peer.receive()).hasData("x");
    }

    @Test
    void peer_receives_at_once_or_not() {
        DatagramPeer peer = peer(UNBLOCKING);

        assertThatThrownBy(peer::receive)
                .isInstanceOf(FixtureException.class)
                .hasMessage("Did not wait for a datagram on " + peer + " but none has come.");
        receivesLater(peer);
    }

    @Test
    void peer_waits_for_room_but_not_for_ever() throws Exception {
        DatagramPeer receiver = net.unixPeer().stopReading();
        DatagramPeer sender = net.unixPeer();
        Background<String> sending = Background.call(() -> {
                    for (int i = 0; i < MANY; i++) {
                        sender.sendTo(receiver, "x");
                    }
                    return "sent";
                })
                .awaitWaiting();
        receiver.resumeReading();

        assertThat(sending.result()).isEqualTo("sent");
        assertThat(receiver).within(ofSeconds(30)).hasReceivedCount(MANY);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void peer_waits_for_room_for_its_time(boolean connected) {
        long start = System.nanoTime();
        full(peer(TIMED), connected);
        assertThat(System.nanoTime() - start)
                .isGreaterThanOrEqualTo(ofMillis(120).toNanos());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void peer_does_not_wait_for_room(boolean connected) {
        full(peer(UNBLOCKING), connected);
    }

    /** What is refused is not sent later, and the peer is as usable as before. */
    private void full(DatagramPeer sender, boolean connected) {
        DatagramPeer receiver = net.unixPeer().stopReading();
        if (connected) {
            sender.connect(receiver);
        }
        Runnable send = connected ? () -> sender.send("x") : () -> sender.sendTo(receiver, "x");
        int[] sent = {0};
        assertThatThrownBy(() -> {
                    for (; sent[0] < MANY; sent[0]++) {
                        send.run();
                    }
                })
                .isInstanceOf(FixtureException.class)
                .hasMessage("Cannot send 1 byte from " + sender + " to " + receiver.path()
                        + ": the kernel has no room for it.");
        receiver.resumeReading();
        assertThat(receiver).within(ofSeconds(30)).hasReceivedCount(sent[0]);
        send.run();
        assertThat(receiver).within(ofSeconds(30)).hasReceivedCount(sent[0] + 1);
    }

    @Test
    void what_is_interrupted_is_not_sent_later() throws Exception {
        DatagramPeer receiver = net.unixPeer().stopReading();
        DatagramPeer sender = peer(Options.NONE.with(Option.TIMEOUT_MILLIS, 30_000));
        Background<Integer> sending = Background.call(() -> {
            int sent = 0;
            try {
                for (; sent < MANY; sent++) {
                    sender.sendTo(receiver, "x");
                }
            } catch (FixtureException interrupted) {
                assertThat(interrupted).hasMessage("Interrupted while waiting for the network.");
            }
            return sent;
        });
        sending.awaitWaiting().interrupt();
        int sent = sending.result();
        receiver.resumeReading();
        sender.sendTo(receiver, "last");

        assertThat(receiver).within(ofSeconds(30)).hasReceived("last").hasReceivedCount(sent + 1);
    }
}
