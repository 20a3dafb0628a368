package io.github.loopline.check;

import static io.github.loopline.check.Wire.CUT_EVERY_BYTE;
import static io.github.loopline.check.Wire.DRIP;
import static io.github.loopline.check.Wire.FIN_EVERYWHERE;
import static io.github.loopline.check.Wire.LOSE_FIRST;
import static io.github.loopline.check.Wire.RST_EVERYWHERE;
import static io.github.loopline.check.Wire.SILENCE_EVERYWHERE;
import static io.github.loopline.check.Wire.SLOW_READER;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.check.WireRecord.Peer;
import io.github.loopline.check.WireRecord.Sent;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many runs a plain run leads to, and where: as few as there are places, and no more than the bounds. */
class WirePlanTests {

    private static Sent sent(int fixture, int connection, int size, Long... turns) {
        return new Sent(fixture, connection, size, List.of(turns), new byte[size], "answer", false, false);
    }

    private static WireRecord streams(Sent... sent) {
        return new WireRecord(List.of(sent), List.of(), 0, List.of(), List.of(), List.of(), false);
    }

    private static List<WireCase> plan(Wire wire, WireRecord recorded) {
        return WirePlan.of(Set.of(wire), recorded, Duration.ofSeconds(10));
    }

    private static List<Long> places(Wire wire, WireRecord recorded) {
        return plan(wire, recorded).stream().map(each -> each.place().get(2)).toList();
    }

    @Test
    void a_short_answer_is_tried_at_every_byte() {
        WireRecord recorded = streams(sent(0, 0, 5, 0L));

        assertThat(places(CUT_EVERY_BYTE, recorded)).containsExactly(1L, 2L, 3L, 4L);
        assertThat(places(FIN_EVERYWHERE, recorded)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
        assertThat(places(RST_EVERYWHERE, recorded)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
        assertThat(plan(FIN_EVERYWHERE, recorded))
                .extracting(WireCase::words)
                .startsWith("FIN instead of answer 1", "FIN after byte 1 of answer 1")
                .noneMatch(words -> words.contains("tried"));
    }

    @ParameterizedTest
    @CsvSource({"CUT_EVERY_BYTE, 69999", "FIN_EVERYWHERE, 70001", "RST_EVERYWHERE, 70001"})
    void a_long_answer_is_tried_at_its_beginning_its_edges_and_evenly_between(Wire wire, int possible) {
        WireRecord recorded = streams(sent(0, 0, 70_000, 0L, 40_000L));
        List<Long> places = places(wire, recorded);
        long last = possible == 69_999 ? 69_999 : 70_000;

        assertThat(places)
                .hasSizeBetween(100, StreamPlaces.MOST_PLACES)
                .isSorted()
                .doesNotHaveDuplicates()
                .contains(39_999L, 40_000L, 40_001L, last)
                .containsAll(LongStream.rangeClosed(1, 49).boxed().toList());
        assertThat(LongStream.range(1, places.size()).map(i -> places.get((int) i) - places.get((int) i - 1)))
                .allMatch(gap -> gap <= 1400);
        assertThat(plan(wire, recorded))
                .extracting(WireCase::words)
                .allMatch(words -> words.endsWith(" (" + places.size() + " of " + possible + " places are tried)"));
    }

    @Test
    void many_connections_share_the_bound() {
        WireRecord recorded = streams(LongStream.range(0, 50)
                .mapToObj(each -> sent(0, (int) each, 100, 0L))
                .toArray(Sent[]::new));

        assertThat(plan(CUT_EVERY_BYTE, recorded))
                .hasSize(StreamPlaces.MOST_PLACES)
                .extracting(WireCase::words)
                .contains("cut after byte 1 of answer 1 on connection #0 (200 of 4950 places are tried)")
                .contains("cut after byte 99 of answer 1 on connection #49 (200 of 4950 places are tried)");
    }

    @Test
    void silence_is_tried_before_the_first_byte_at_edges_in_the_middle_and_at_the_end() {
        WireRecord recorded = streams(sent(0, 0, 100, 0L, 30L));

        assertThat(places(SILENCE_EVERYWHERE, recorded)).containsExactly(0L, 1L, 30L, 31L, 50L, 99L, 100L);
        assertThat(plan(SILENCE_EVERYWHERE, recorded))
                .extracting(WireCase::words)
                .allMatch(words -> words.endsWith(" (7 of 101 places are tried)"));
    }

    @Test
    void silence_is_tried_at_eight_places_at_most() {
        WireRecord recorded = streams(sent(0, 0, 100, 0L, 10L, 20L, 30L, 40L, 50L), sent(1, 0, 100, 0L, 10L));
        List<WireCase> planned = plan(SILENCE_EVERYWHERE, recorded);

        assertThat(planned)
                .hasSize(8)
                .extracting(WireCase::words)
                .allMatch(words -> words.endsWith(" (8 of 202 places are tried)"))
                .startsWith("silence instead of answer 1 of fixture 1 (8 of 202 places are tried)")
                .endsWith("silence after byte 90 of answer 2 of fixture 2 (8 of 202 places are tried)");
    }

    @Test
    void a_long_answer_drips_at_its_beginning_and_a_silent_fixture_not_at_all() {
        assertThat(plan(DRIP, streams(sent(0, 0, 1000, 0L))))
                .extracting(WireCase::words)
                .containsExactly("byte by byte, the first 256 bytes");
        assertThat(plan(DRIP, streams())).isEmpty();
        assertThat(plan(SLOW_READER, streams(sent(0, 0, 5, 0L)))).isEmpty();
    }

    @Test
    void a_unix_socket_has_no_reset() {
        Sent unix = new Sent(0, 0, 5, List.of(0L), new byte[5], "answer", false, true);

        assertThat(plan(RST_EVERYWHERE, streams(unix))).isEmpty();
        assertThat(places(FIN_EVERYWHERE, streams(unix))).hasSize(6);
    }

    @Test
    void places_are_told_by_greeting_answer_or_request() {
        Sent greets = new Sent(0, 0, 4, List.of(0L, 2L), new byte[4], "answer", true, false);
        Sent asks = new Sent(0, 0, 4, List.of(0L, 2L), new byte[4], "request", false, false);

        assertThat(plan(FIN_EVERYWHERE, streams(greets)))
                .extracting(WireCase::words)
                .containsExactly(
                        "FIN instead of the greeting",
                        "FIN after byte 1 of the greeting",
                        "FIN after byte 2 of the greeting",
                        "FIN after byte 1 of answer 1",
                        "FIN after byte 2 of answer 1");
        assertThat(plan(CUT_EVERY_BYTE, streams(asks)))
                .extracting(WireCase::words)
                .containsExactly(
                        "cut after byte 1 of request 1",
                        "cut after byte 2 of request 1",
                        "cut after byte 1 of request 2");
    }

    @Test
    void all_conditions_together_are_those_that_apply() {
        WireRecord recorded = new WireRecord(
                List.of(sent(0, 0, 3, 0L)),
                List.of(
                        new Peer(1, 1, 1, false, 7, List.of(), List.of()),
                        new Peer(2, 0, 1, true, 7, List.of(), List.of(new byte[7]))),
                4,
                List.of(),
                List.of(),
                List.of(),
                false);

        assertThat(WirePlan.of(EnumSet.allOf(Wire.class), recorded, Duration.ofSeconds(10)).stream()
                        .map(WireCase::wire)
                        .distinct())
                .containsExactlyElementsOf(applying());
        WireRecord asking = new WireRecord(
                List.of(),
                List.of(new Peer(0, 1, 1, true, 7, List.of(), List.of())),
                0,
                List.of(),
                List.of(),
                List.of(),
                false);
        assertThat(plan(LOSE_FIRST, asking)).as("nobody can notice").isEmpty();
    }

    private static EnumSet<Wire> applying() {
        EnumSet<Wire> all = EnumSet.range(Wire.CUT_EVERY_BYTE, Wire.TRUNCATE);
        all.addAll(
                EnumSet.of(Wire.RUDE_SENDER, Wire.GONE_SENDER, Wire.TRICKLE, Wire.QUIET, Wire.QUIET_END, Wire.CORRUPT));
        return all;
    }
}
