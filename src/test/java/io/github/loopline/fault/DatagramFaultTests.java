package io.github.loopline.fault;

import static io.github.loopline.fault.DatagramFault.bandwidth;
import static io.github.loopline.fault.DatagramFault.burstLoss;
import static io.github.loopline.fault.DatagramFault.corrupt;
import static io.github.loopline.fault.DatagramFault.delay;
import static io.github.loopline.fault.DatagramFault.duplicate;
import static io.github.loopline.fault.DatagramFault.foreignSender;
import static io.github.loopline.fault.DatagramFault.hold;
import static io.github.loopline.fault.DatagramFault.loss;
import static io.github.loopline.fault.DatagramFault.mtu;
import static io.github.loopline.fault.DatagramFault.partition;
import static io.github.loopline.fault.DatagramFault.reorder;
import static io.github.loopline.fault.DatagramFault.truncate;
import static io.github.loopline.fault.DatagramFault.unreachable;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DatagramFaultTests {

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake(
                        () -> loss(1.1),
                        "The probability of loss must be between 0 and 1 but was 1.1. Write 0.1 for one in ten."),
                mistake(
                        () -> burstLoss(-1, 0.5),
                        "The probability to enter a burst must be between 0 and 1 but was -1.0."
                                + " Write 0.1 for one in ten."),
                mistake(
                        () -> burstLoss(0.5, 2),
                        "The probability to leave a burst must be between 0 and 1 but was 2.0."
                                + " Write 0.1 for one in ten."),
                mistake(
                        () -> burstLoss(0.5, 0.5, -0.1, 0),
                        "The probability of loss inside a burst must be between 0 and 1 but was -0.1."
                                + " Write 0.1 for one in ten."),
                mistake(
                        () -> burstLoss(0.5, 0.5, 1, Double.NaN),
                        "The probability of loss outside a burst must be between 0 and 1 but was NaN."
                                + " Write 0.1 for one in ten."),
                mistake(
                        () -> reorder(0, ofSeconds(1)),
                        "reorder must be given 1 datagram or more and more than 0 s but was 0 and PT1S."
                                + " Write reorder(1, ofSeconds(1))."),
                mistake(
                        () -> reorder(1, ZERO),
                        "reorder must be given 1 datagram or more and more than 0 s but was 1 and PT0S."
                                + " Write reorder(1, ofSeconds(1))."),
                mistake(
                        () -> delay(ofSeconds(-1)),
                        "The time must be between 0 s and 1 h but was PT-1S. Write ofMillis(100), say."),
                mistake(
                        () -> truncate(-1),
                        "truncate must be given 0 bytes or more but was -1. Write 0 for empty datagrams."),
                mistake(
                        () -> bandwidth(0),
                        "bandwidth must be 1 byte per second or more but was 0. Use hold() to let nothing pass."),
                mistake(
                        () -> loss().withProbability(Double.NaN),
                        "The probability of loss must be between 0 and 1 but was NaN. Write 0.1 for one in ten."),
                mistake(() -> loss().onNext(0), "onNext must be given 1 or more but was 0. Write 1."),
                mistake(() -> loss().onEvery(0), "onEvery must be given 1 or more but was 0. Write 1."),
                mistake(
                        () -> loss().lasting(ZERO),
                        "lasting must be given more than 0 s and at most 1 h but was PT0S."
                                + " Leave it out, and close what apply gives."),
                mistake(() -> mtu(-1), "mtu must be given 0 bytes or more but was -1. Write 0 for empty datagrams."),
                mistake(() -> loss().onFlow(-1), "onFlow must be given 0 or more but was -1. Write 0."),
                mistake(() -> loss().onDatagram(-1), "onDatagram must be given 0 or more but was -1. Write 0."),
                mistake(
                        () -> unreachable().toClient(),
                        "toClient has no effect on unreachable, which is about the whole link. Remove it."),
                mistake(
                        () -> unreachable().onFlow(1),
                        "onFlow has no effect on unreachable, which is about the whole link. Remove it."));
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
        Map<DatagramFault, String> texts = Map.ofEntries(
                Map.entry(loss(0.1).toServer(), "loss to the server, probability 0.1"),
                Map.entry(loss().onDatagram(2).onFlow(1), "loss, flow #1, datagram #2"),
                Map.entry(burstLoss(0.1, 0.5), "burstLoss 0.1 in, 0.5 out"),
                Map.entry(burstLoss(0.1, 0.5, 0.9, 0.01), "burstLoss 0.1 in, 0.5 out, loses 0.9 inside, 0.01 outside"),
                Map.entry(partition().lasting(ofSeconds(2)), "partition, for 2 s"),
                Map.entry(duplicate().onNext(1), "duplicate, next 1"),
                Map.entry(reorder(3, ofSeconds(1)), "reorder behind 3 or 1 s"),
                Map.entry(delay(Delay.uniform(ZERO, ofMillis(5))), "delay 0 s to 5 ms"),
                Map.entry(corrupt().onEvery(2), "corrupt, every 2"),
                Map.entry(truncate(10), "truncate 10 bytes"),
                Map.entry(mtu(1), "mtu 1 byte"),
                Map.entry(foreignSender().toClient(), "foreignSender to the client"),
                Map.entry(bandwidth(2000), "bandwidth 2000 bytes/s"),
                Map.entry(hold(), "hold"),
                Map.entry(unreachable(), "unreachable"));

        assertThat(texts).allSatisfy((fault, text) -> assertThat(fault).hasToString(text));
    }

    @Test
    void only_what_is_drawn_is_random() {
        assertThat(loss(0.5).isRandom()).isTrue();
        assertThat(corrupt().isRandom()).isTrue();
        assertThat(burstLoss(0.1, 1).isRandom()).isTrue();
        assertThat(loss().isRandom()).isFalse();
        assertThat(burstLoss(1, 0).isRandom()).isFalse();
        assertThat(burstLoss(1, 0, 0.5, 0).isRandom()).isTrue();
    }
}
