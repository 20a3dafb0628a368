package io.github.loopline.stream;

import static io.github.loopline.fault.StreamFault.blackhole;
import static io.github.loopline.fault.StreamFault.close;
import static io.github.loopline.fault.StreamFault.corrupt;
import static io.github.loopline.fault.StreamFault.freeze;
import static io.github.loopline.fault.StreamFault.garbage;
import static io.github.loopline.fault.StreamFault.halfClose;
import static io.github.loopline.fault.StreamFault.latency;
import static io.github.loopline.fault.StreamFault.reset;
import static io.github.loopline.script.Framing.lengthPrefixed;
import static io.github.loopline.script.Framing.lines;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.fault.AppliedFault;
import io.github.loopline.fault.StreamFault;
import io.github.loopline.fixture.Times;
import io.github.loopline.link.StreamLink;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When faults begin to act, on a server and on a link before it, as a plain socket of the JDK sees it. */
class HookTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    /** Where faults are applied. */
    enum Place {
        SERVER,
        LINK
    }

    /** An echo server, and the fixture that has the faults. */
    private final class Setting {

        final StreamServer server = net.tcpServer().echo();
        final Place place;
        final StreamLink link;

        Setting(Place place) {
            this.place = place;
            this.link = net.tcpLink().to(server);
        }

        AppliedFault apply(StreamFault fault) {
            return place == Place.SERVER ? server.apply(fault) : link.apply(fault);
        }

        Peer connect() throws IOException {
            SocketAddress address = place == Place.SERVER ? server.address() : link.address();
            return Peer.connectTo(address);
        }
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static void assertReset(Peer client) {
        assertThatThrownBy(() -> client.read(1))
                .isInstanceOf(SocketException.class)
                .hasMessage("Connection reset");
    }

    @ParameterizedTest
    @EnumSource
    void on_connect_it_leaves_the_open_ones_alone(Place place) throws Exception {
        Setting setting = new Setting(place);
        try (Peer open = setting.connect()) {
            assertThat(open.write("a").readText(1)).isEqualTo("a");
            AppliedFault fault = setting.apply(reset().onConnect());
            try (Peer later = setting.connect()) {
                assertReset(later);
            }
            assertThat(open.write("b").readText(1)).isEqualTo("b");
            assertThat(fault).hasStruck(Times.times(1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void on_the_first_byte_nothing_is_answered(Place place) throws Exception {
        Setting setting = new Setting(place);
        setting.apply(close().onFirstByte().toServer());
        try (Peer client = setting.connect().write("question")) {
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void after_some_bytes_it_is_slow(Place place) throws Exception {
        Setting setting = new Setting(place);
        AppliedFault slow = setting.apply(latency(ofMillis(80)).afterBytes(3).toClient());
        try (Peer client = setting.connect()) {
            assertThat(client.write("abc").readText(3)).isEqualTo("abc");
            assertThat(slow).hasNotStruck();
            long start = System.nanoTime();
            assertThat(client.write("d").readText(1)).isEqualTo("d");
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(80));
            assertThat(slow).hasStruck();
        }
    }

    @ParameterizedTest
    @EnumSource
    void after_some_bytes_of_one_write_the_rest_is_changed(Place place) throws Exception {
        Setting setting = new Setting(place);
        AppliedFault fault = setting.apply(corrupt(1).afterBytes(3).toClient());
        try (Peer client = setting.connect()) {
            byte[] answer = client.write("abcdef").read(6);
            assertThat(answer).startsWith('a', 'b', 'c');
            for (int i = 3; i < 6; i++) {
                assertThat(Integer.bitCount((answer[i] ^ "abcdef".charAt(i)) & 0xff))
                        .isEqualTo(1);
            }
            assertThat(fault).hasStruck(Times.times(3));
        }
    }

    @ParameterizedTest
    @EnumSource
    void before_a_reply_nothing_of_it_comes(Place place) throws Exception {
        Setting setting = new Setting(place);
        setting.apply(close().beforeMessage(1, lines()).toClient());
        try (Peer client = setting.connect().write("one\ntwo\nthree\n")) {
            assertThat(client.readTextToEnd()).isEqualTo("one\n");
        }
    }

    @ParameterizedTest
    @EnumSource
    void during_a_reply_its_first_byte_comes(Place place) throws Exception {
        Setting setting = new Setting(place);
        setting.apply(reset().duringMessage(1, lines()).toClient());
        try (Peer client = setting.connect().write("one\n")) {
            assertThat(client.readText(4)).isEqualTo("one\n");
            assertThat(client.write("two\n").readText(1)).isEqualTo("t");
            assertReset(client);
        }
    }

    @ParameterizedTest
    @EnumSource
    void after_a_reply_no_more_comes(Place place) throws Exception {
        Setting setting = new Setting(place);
        setting.apply(halfClose().afterMessage(0, lengthPrefixed(2)).toClient());
        try (Peer client = setting.connect().write(new byte[] {0, 3, 'a'})) {
            client.write("bc").write(new byte[] {0, 1, 'x'});
            assertThat(client.readToEnd()).containsExactly(0, 3, 'a', 'b', 'c');
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_is_no_message_is_told_and_passes(Place place) throws Exception {
        Setting setting = new Setting(place);
        AppliedFault fault = setting.apply(close().afterMessage(0, lines().atMost(4)));
        try (Peer client = setting.connect().write("too long")) {
            assertThat(client.readText(8)).isEqualTo("too long");
        }
        assertThat(fault).hasNotStruck();
        assertThat(net.transcript().toString())
                .contains("cannot count messages for close after message #0: The framing lines"
                        + " finds no end in 8 bytes but at most 4 are taken.");
    }

    @ParameterizedTest
    @EnumSource
    void when_idle_it_closes(Place place) throws Exception {
        Setting setting = new Setting(place);
        setting.apply(close().whenIdle(ofMillis(300)).toServer());
        try (Peer client = setting.connect()) {
            long start = System.nanoTime();
            assertThat(client.write("a").readText(1)).isEqualTo("a");
            assertThat(client.readToEnd()).isEmpty();
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(300));
        }
    }

    @ParameterizedTest
    @EnumSource
    void on_close_the_end_becomes_a_reset(Place place) throws Exception {
        Setting setting = new Setting(place);
        setting.apply(reset().onClose().toServer());
        try (Peer client = setting.connect()) {
            assertThat(client.write("a").readText(1)).isEqualTo("a");
            client.shutdownOutput();
            assertReset(client);
        }
    }

    @ParameterizedTest
    @EnumSource
    void on_close_the_end_is_lost(Place place) throws Exception {
        Setting setting = new Setting(place);
        AppliedFault fault = setting.apply(blackhole().onClose().toServer());
        try (Peer client = setting.connect()) {
            client.write("a").shutdownOutput();
            assertThat(client.readText(1)).isEqualTo("a");
            assertThat(fault).within(ofSeconds(10)).hasStruck();
            assertThat(setting.server.connection(0)).isOpen();
        }
    }

    @ParameterizedTest
    @EnumSource
    void garbage_comes_before_a_reply_and_is_the_same_for_the_same_seed(Place place) throws Exception {
        Setting setting = new Setting(place);
        AppliedFault fault = setting.apply(garbage(5).beforeMessage(1, lines()).toClient());
        try (Peer client = setting.connect().write("one\ntwo\n")) {
            byte[] answer = client.read(13);
            assertThat(new String(answer, 0, 4)).isEqualTo("one\n");
            assertThat(new String(answer, 9, 4)).isEqualTo("two\n");
            assertThat(fault).hasStruck(Times.times(1));
        }
        try (Peer client = setting.connect().write("one\n")) {
            assertThat(client.readText(4)).isEqualTo("one\n");
        }
    }

    @ParameterizedTest
    @EnumSource
    void garbage_greets_whoever_connects(Place place) throws Exception {
        Setting setting = new Setting(place);
        setting.apply(garbage(8).onConnect().toClient());
        setting.apply(close().onConnect().toClient());
        try (Peer client = setting.connect()) {
            assertThat(client.readToEnd()).hasSize(8);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_fault_that_waits_is_lifted_too(Place place) throws Exception {
        Setting setting = new Setting(place);
        AppliedFault fault = setting.apply(freeze().afterBytes(2));
        try (Peer client = setting.connect()) {
            assertThat(client.write("a").readText(1)).isEqualTo("a");
            fault.close();
            assertThat(client.write("bcd").readText(3)).isEqualTo("bcd");
        }
        assertThat(fault).hasNotStruck();
    }

    @ParameterizedTest
    @EnumSource
    void one_that_would_end_it_does_not_once_it_is_lifted(Place place) throws Exception {
        Setting setting = new Setting(place);
        AppliedFault fault = setting.apply(reset().afterBytes(2).toServer());
        try (Peer client = setting.connect()) {
            assertThat(client.write("a").readText(1)).isEqualTo("a");
            fault.close();
            assertThat(client.write("bcd").readText(3)).isEqualTo("bcd");
        }
        assertThat(fault).hasNotStruck();
    }
}
