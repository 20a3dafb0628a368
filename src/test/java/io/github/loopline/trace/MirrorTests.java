package io.github.loopline.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.net.FixtureException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a link sends is recorded as what it received, for as long as that is true. */
class MirrorTests {

    private final EventLog log = new EventLog();
    private final Track link = log.track(null, -1, "tcp-link:1", 0);

    private Track[] sides(long limit) {
        return log.tracks(link, 0, null, "server side #0 of tcp-link:1", limit);
    }

    private void receive(Track side, byte[] bytes) {
        log.addBytes(side, EventKind.RECEIVED, ByteBuffer.wrap(bytes), null);
    }

    private void pass(Track side, byte[] bytes, Track other, long from) {
        log.addPassed(side, ByteBuffer.wrap(bytes), other, from);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Track side) {
        return new String(side.sent().all(side), StandardCharsets.UTF_8);
    }

    @Test
    void what_passed_is_what_came() {
        Track[] sides = sides(100);
        receive(sides[0], bytes("abcdef"));
        pass(sides[1], bytes("ab"), sides[0], 0);
        pass(sides[1], bytes("cde"), sides[0], 2);

        assertThat(text(sides[1])).isEqualTo("abcde");
        assertThat(sides[1].sent().size()).isEqualTo(5);
        assertThat(sides[0].sent().size()).isZero();
        assertThat(new Transcript(log.transcript(0).events(), 0).toString())
                .containsSubsequence("<- 6 bytes \"abcdef\"", "-> 2 bytes \"ab\"", "-> 3 bytes \"cde\"");
    }

    @Test
    void what_was_changed_is_recorded_as_it_passed() {
        Track[] sides = sides(100);
        receive(sides[0], bytes("abcdef"));
        pass(sides[1], bytes("ab"), sides[0], 0);
        pass(sides[1], bytes("X"), sides[0], -1);
        pass(sides[1], bytes("def"), sides[0], 3);

        assertThat(text(sides[1])).isEqualTo("abXdef");
    }

    @Test
    void what_was_left_out_is_left_out() {
        Track[] sides = sides(100);
        receive(sides[0], bytes("abcdef"));
        pass(sides[1], bytes("ab"), sides[0], 0);
        pass(sides[1], bytes("ef"), sides[0], 4);

        assertThat(text(sides[1])).isEqualTo("abef");
    }

    @Test
    void megabytes_stay_whole_when_a_late_byte_is_changed() {
        Track[] sides = sides(10_000_000);
        byte[] much = new byte[1_000_000];
        new Random(1).nextBytes(much);
        receive(sides[0], much);
        pass(sides[1], Arrays.copyOf(much, 999_999), sides[0], 0);
        pass(sides[1], bytes("X"), sides[0], -1);
        much[999_999] = 'X';

        assertThat(sides[1].sent().all(sides[1])).isEqualTo(much);
        log.release();
    }

    @Test
    void beyond_the_limit_it_counts_as_the_original_does() {
        Track[] sides = sides(4);
        receive(sides[0], bytes("abcdef"));
        pass(sides[1], bytes("abcdef"), sides[0], 0);

        assertThat(sides[1].sent().size()).isEqualTo(6);
        assertThat(sides[1].sent().kept()).isEqualTo(4);
        assertThatThrownBy(() -> text(sides[1]))
                .isInstanceOf(FixtureException.class)
                .hasMessage("Not all 6 bytes of server side #0 of tcp-link:1 were kept but 4."
                        + " Raise recordingLimit, or compare counts and digests.");
        pass(sides[1], bytes("X"), sides[0], -1);
        assertThat(sides[1].sent().size()).isEqualTo(7);
        assertThat(sides[1].sent().copy(0, 4)).isEqualTo(bytes("abcd"));
    }

    @Test
    void it_is_gone_with_the_original() {
        Track[] sides = sides(100);
        receive(sides[0], bytes("abc"));
        pass(sides[1], bytes("abc"), sides[0], 0);
        log.release();

        assertThatThrownBy(() -> text(sides[1]))
                .hasMessage("The recording is gone: its Loopback is closed. Look at it before the close.");
    }
}
