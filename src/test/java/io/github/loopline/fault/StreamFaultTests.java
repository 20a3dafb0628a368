package io.github.loopline.fault;

import static io.github.loopline.fault.StreamFault.bandwidth;
import static io.github.loopline.fault.StreamFault.blackhole;
import static io.github.loopline.fault.StreamFault.close;
import static io.github.loopline.fault.StreamFault.coalesce;
import static io.github.loopline.fault.StreamFault.corrupt;
import static io.github.loopline.fault.StreamFault.corruptByte;
import static io.github.loopline.fault.StreamFault.freeze;
import static io.github.loopline.fault.StreamFault.garbage;
import static io.github.loopline.fault.StreamFault.halfClose;
import static io.github.loopline.fault.StreamFault.latency;
import static io.github.loopline.fault.StreamFault.refuse;
import static io.github.loopline.fault.StreamFault.reset;
import static io.github.loopline.fault.StreamFault.slice;
import static io.github.loopline.fault.StreamFault.slowClose;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.loopline.script.Framing;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StreamFaultTests {

    private static final Framing OWN = new Framing() {

        @Override
        protected long length(byte[] start) {
            return 1;
        }

        @Override
        public String toString() {
            return "mine";
        }
    };

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake(
                        () -> latency(ofMillis(-1)),
                        "The time must be between 0 s and 1 h but was PT-0.001S. Write ofMillis(100), say."),
                mistake(
                        () -> slowClose(ofHours(2)),
                        "The time must be between 0 s and 1 h but was PT2H. Write ofMillis(100), say."),
                mistake(
                        () -> bandwidth(0),
                        "bandwidth must be 1 byte per second or more but was 0. Use freeze() to let nothing pass."),
                mistake(
                        () -> slice(0, ZERO),
                        "slice must be given 1 byte or more but was 0. Write 1 for single bytes."),
                mistake(
                        () -> slice(1, ofSeconds(-1)),
                        "The pause must be between 0 s and 1 h but was PT-1S. Write ofMillis(100), say."),
                mistake(
                        () -> coalesce(0, ofMillis(1)),
                        "coalesce must be given 1 byte or more but was 0. Write 1 for single bytes."),
                mistake(
                        () -> coalesce(70_000, ofMillis(1)),
                        "coalesce must be given 1 to 65536 bytes and more than 0 s but was 70000 and 1 ms."
                                + " Write coalesce(1000, ofMillis(50))."),
                mistake(
                        () -> corrupt(1.5),
                        "The probability of corruption must be between 0 and 1 but was 1.5. Write 0.1 for one in ten."),
                mistake(
                        () -> corrupt(Double.NaN),
                        "The probability of corruption must be between 0 and 1 but was NaN. Write 0.1 for one in ten."),
                mistake(
                        () -> corruptByte(-1),
                        "corruptByte must be given 0 or more but was -1. Write 0 for the first byte."),
                mistake(
                        () -> refuse().afterBytes(1),
                        "afterBytes has no effect on refuse, which is about connects. Remove it."),
                mistake(
                        () -> reset().beforeMessage(-1, Framing.lines()),
                        "beforeMessage must be given 0 or more but was -1. Write 0 for the first message."),
                mistake(
                        () -> reset().afterMessage(0, OWN),
                        "afterMessage must be given a framing of the library but was given mine,"
                                + " which is code of the test. Use one of Framing's, or afterBytes(count)."),
                mistake(
                        () -> reset().whenIdle(ZERO),
                        "whenIdle must be given more than 0 s but was 0 s. Leave it out to strike at once."),
                mistake(() -> garbage(0), "garbage must be given 1 byte or more but was 0. Write 1 for single bytes."),
                mistake(
                        () -> garbage(70_000),
                        "garbage must be given 1 to 65536 bytes but was 70000. Apply it several times for more."),
                mistake(
                        () -> reset().afterBytes(-1),
                        "afterBytes must be given 0 or more but was -1. Leave it out to strike at once."),
                mistake(
                        () -> refuse().toClient(),
                        "toClient has no effect on refuse, which is about connects. Remove it."),
                mistake(
                        () -> refuse().onNext(1),
                        "onNext has no effect on refuse, which is about connects. Remove it."),
                mistake(() -> reset().onConnection(-1), "onConnection must be given 0 or more but was -1. Write 0."),
                mistake(() -> reset().onNext(0), "onNext must be given 1 or more but was 0. Write 1."),
                mistake(() -> reset().onEvery(0), "onEvery must be given 1 or more but was 0. Write 1."),
                mistake(
                        () -> reset().onShare(-0.1),
                        "The share of connections must be between 0 and 1 but was -0.1. Write 0.1 for one in ten."),
                mistake(
                        () -> freeze().lasting(ZERO),
                        "lasting must be given more than 0 s and at most 1 h but was PT0S."
                                + " Leave it out, and close what apply gives."),
                mistake(
                        () -> Delay.uniform(ofMillis(2), ofMillis(1)),
                        "The longest time must not be less than the least but was 1 ms against 2 ms. Swap them."),
                mistake(
                        () -> Delay.pareto(ofMillis(2), 0),
                        "The exponent must be more than 0 but was 0.0. Write 3 for a light tail."));
    }

    private static Arguments mistake(ThrowingCallable code, String message) {
        return Arguments.of(code, message);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void a_mistake_is_told_in_one_line(ThrowingCallable code, String message) {
        assertThatIllegalArgumentException().isThrownBy(code).withMessage(message);
    }

    @Test
    void a_fault_reads_as_it_is_written() {
        Map<StreamFault, String> texts = Map.ofEntries(
                Map.entry(latency(ofMillis(50)).toClient(), "latency 50 ms to the client"),
                Map.entry(latency(Delay.uniform(ofMillis(1), ofSeconds(2))), "latency 1 ms to 2 s"),
                Map.entry(latency(Delay.normal(ofMillis(9), ofMillis(3))), "latency 9 ms +- 3 ms"),
                Map.entry(latency(Delay.exponential(ofMillis(9))), "latency exponential, 9 ms on average"),
                Map.entry(latency(Delay.pareto(ofMillis(9), 2)), "latency pareto, 9 ms or more"),
                Map.entry(bandwidth(1000), "bandwidth 1000 bytes/s"),
                Map.entry(slice(1, ofMillis(5)), "slice 1 byte every 5 ms"),
                Map.entry(coalesce(100, ofMillis(5)), "coalesce 100 bytes or 5 ms"),
                Map.entry(corrupt(0.5).toServer().onShare(0.25), "corrupt 0.5 to the server, probability 0.25"),
                Map.entry(corruptByte(7), "corrupt byte 7"),
                Map.entry(freeze().lasting(ofSeconds(1)), "freeze, for 1 s"),
                Map.entry(blackhole().onConnection(3), "blackhole, connection #3"),
                Map.entry(reset().afterBytes(10).onNext(2), "reset after 10 bytes, next 2"),
                Map.entry(close().onEvery(3), "close, every 3"),
                Map.entry(halfClose(), "halfClose"),
                Map.entry(garbage(3).onConnect(), "garbage 3 bytes on connect"),
                Map.entry(freeze().onFirstByte(), "freeze after 0 bytes"),
                Map.entry(
                        reset().beforeMessage(2, Framing.lines()).toClient(), "reset before message #2 to the client"),
                Map.entry(reset().duringMessage(0, Framing.lines()), "reset during message #0"),
                Map.entry(reset().afterMessage(1, Framing.lines()), "reset after message #1"),
                Map.entry(close().whenIdle(ofMillis(50)), "close when idle for 50 ms"),
                Map.entry(blackhole().onClose(), "blackhole on close"),
                Map.entry(slowClose(ofMillis(1)), "slowClose 1 ms"),
                Map.entry(refuse(), "refuse"));

        assertThat(texts).allSatisfy((fault, text) -> assertThat(fault).hasToString(text));
    }

    @Test
    void only_what_is_drawn_is_random() {
        assertThat(latency(Delay.uniform(ZERO, ofMillis(1))).isRandom()).isTrue();
        assertThat(corrupt(0.5).isRandom()).isTrue();
        assertThat(reset().onShare(0.5).isRandom()).isTrue();
        assertThat(latency(ofMillis(1)).isRandom()).isFalse();
        assertThat(corrupt(1).isRandom()).isFalse();
        assertThat(reset().onShare(1).isRandom()).isFalse();
    }
}
