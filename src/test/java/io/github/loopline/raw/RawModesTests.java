package io.github.loopline.raw;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

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

/** The rows of the page on blocking modes about raw sockets. What sends never waits: the kernel drops. */
@EnabledIfSocket(family = Family.INET, type = SocketType.RAW, protocol = RawModesTests.PROTOCOL)
class RawModesTests {

    /** Nobody else uses it. */
    static final int PROTOCOL = 253;

    private static final int MANY = 2_000;

    private static final Options TIMED = Options.NONE.with(Option.TIMEOUT_MILLIS, 120);
    private static final Options UNBLOCKING = Options.NONE.with(Option.BLOCKING, false);

    @AutoClose
    private final Loopback net = Loopback.open();

    private RawPeer peer(Options options) {
        return net.open(RawSocketSpec.of(PROTOCOL, options));
    }

    @Test
    void peer_receives_late_but_not_for_ever() throws Exception {
        assertThatThrownBy(() -> peer(Options.NONE.with(Option.TIMEOUT_MILLIS, Options.NO_TIMEOUT)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timeoutMillis must not be NO_TIMEOUT for RawPeer, whose waits are always bounded."
                        + " Write a number of milliseconds.");
        RawPeer peer = peer(Options.NONE);
        Background<RawPacket> receiving = Background.call(peer::receive).awaitWaiting();
        peer.sendTo(peer.address(), new byte[] {1});

        assertThat(receiving.result()).hasPayload(new byte[] {1});
    }

    @Test
    void peer_receives_in_its_time() {
        RawPeer peer = peer(TIMED);
        long start = System.nanoTime();

        assertThatThrownBy(peer::receive)
                .isInstanceOf(FixtureException.class)
                .hasMessage("Waited 120 ms for a packet on " + peer + " but none has come.");
        assertThat(System.nanoTime() - start)
                .isBetween(ofMillis(120).toNanos(), ofMillis(2_120).toNanos());
        receivesLater(peer);
    }

    private static void receivesLater(RawPeer peer) {
        peer.sendTo(peer.address(), new byte[] {1});
        assertThat(peer).within(ofSeconds(30)).hasReceivedCount(1);
        assertThat(peer.receive()).hasPayload(new byte[] {1});
    }

    @Test
    void peer_receives_at_once_or_not() {
        RawPeer peer = peer(UNBLOCKING);

        assertThatThrownBy(peer::receive)
                .isInstanceOf(FixtureException.class)
                .hasMessage("Did not wait for a packet on " + peer + " but none has come.");
        receivesLater(peer);
    }

    @Test
    void peer_sends_without_a_wait() {
        sendsMany(Options.NONE);
    }

    @Test
    void timed_peer_sends_without_a_wait() {
        sendsMany(TIMED);
    }

    @Test
    void peer_that_does_not_block_sends_too() {
        sendsMany(UNBLOCKING);
    }

    private void sendsMany(Options options) {
        RawPeer deaf = peer(Options.NONE.with(Option.RECEIVE_BUFFER_SIZE, 1)).stopReading();
        RawPeer sender = peer(options);
        for (int i = 0; i < MANY; i++) {
            sender.sendTo(deaf.address(), new byte[1]);
        }
        deaf.resumeReading();

        await().atMost(ofSeconds(30)).untilAsserted(() -> {
            sender.sendTo(deaf.address(), new byte[2]); // dropped until there is room
            assertThat(deaf).hasReceived(new byte[2]);
        });
        assertThat(deaf.receivedCount()).isLessThan(MANY);
    }
}
