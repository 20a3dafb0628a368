package io.github.loopline.fault;

import static io.github.loopline.script.Framing.lines;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.Loopback;
import io.github.loopline.fault.ProductEffect.Moment;
import io.github.loopline.stream.Peer;
import io.github.loopline.stream.Transport;
import io.github.loopline.testkit.Background;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every effect, at every moment, on everybody who can be selected, wherever streams have faults: what a plain socket of the JDK sees
 * of "one, two" and the end. The connections of a test go on at the same time.
 */
class FaultProductTests {

    static final String SENT = "one\ntwo\n";

    /** When the effect begins. */
    enum When {
        AT_ONCE(0, fault -> fault),
        ON_CONNECT(0, StreamFault::onConnect),
        ON_FIRST_BYTE(0, StreamFault::onFirstByte),
        AFTER_BYTES(3, fault -> fault.afterBytes(3)),
        BEFORE_MESSAGE(4, fault -> fault.beforeMessage(1, lines())),
        DURING_MESSAGE(5, fault -> fault.duringMessage(1, lines())),
        AFTER_MESSAGE(4, fault -> fault.afterMessage(0, lines())),
        WHEN_IDLE(0, fault -> fault.whenIdle(ofMillis(10))),
        ON_CLOSE(8, StreamFault::onClose);

        final int passes; // bytes, before it begins
        final UnaryOperator<StreamFault> hook;

        When(int passes, UnaryOperator<StreamFault> hook) {
            this.passes = passes;
            this.hook = hook;
        }

        /** Tells whether it needs nothing that is sent, so that it comes in both directions. */
        boolean comesByItself() {
            return this == AT_ONCE || this == ON_CONNECT || this == WHEN_IDLE;
        }

        boolean isConnect() {
            return this == AT_ONCE || this == ON_CONNECT;
        }
    }

    /** Who is struck, of the connections that come behind a first one. */
    enum Who {
        ONE_WAY,
        OTHER_WAY,
        EVERY_SECOND,
        BOTH_WAYS,
        THE_NEXT,
        THE_ONE_BEHIND,
        ALL_FOR_LONG,
        NONE;

        /** Lists all, but few over Unix sockets and for the way back of a link, where selecting is the same. */
        static List<Who> of(Transport transport, Place place) {
            boolean few = transport == Transport.UNIX || place == Place.LINK_TO_SERVER;
            return List.of(values()).subList(0, few ? 3 : values().length);
        }

        int connections() {
            return this == EVERY_SECOND || this == THE_NEXT || this == THE_ONE_BEHIND ? 2 : 1;
        }

        StreamFault select(StreamFault fault, Direction direction, int first) {
            StreamFault way = direction == Direction.TO_CLIENT ? fault.toClient() : fault.toServer();
            return switch (this) {
                case ONE_WAY -> way;
                case OTHER_WAY -> direction == Direction.TO_CLIENT ? fault.toServer() : fault.toClient();
                case EVERY_SECOND -> way.onEvery(2);
                case BOTH_WAYS -> fault;
                case THE_NEXT -> way.onNext(1);
                case THE_ONE_BEHIND -> way.onConnection(first + 1);
                case ALL_FOR_LONG -> way.onShare(1).lasting(ofSeconds(600));
                case NONE -> way.onShare(0);
            };
        }

        boolean isStruck(int index, int first) {
            return switch (this) {
                case OTHER_WAY, NONE -> false;
                case EVERY_SECOND -> index % 2 == 1;
                case THE_NEXT -> index == first;
                case THE_ONE_BEHIND -> index == first + 1;
                default -> true;
            };
        }
    }

    static Stream<Arguments> product() {
        List<Arguments> all = new ArrayList<>();
        for (Transport transport : List.of(Transport.TCP_IPV4, Transport.UNIX)) {
            for (Place place : Place.values()) {
                for (ProductEffect effect : ProductEffect.values()) {
                    all.add(Arguments.of(transport, place, effect));
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("product")
    void it_acts_at_each_moment_on_whom_it_selects(Transport transport, Place place, ProductEffect effect)
            throws Exception {
        try (Loopback net = Loopback.open()) {
            List<Background<Void>> calls = new ArrayList<>();
            for (When when : When.values()) {
                calls.add(Background.call(() -> {
                    strike(net, transport, place, effect, when);
                    return null;
                }));
            }
            for (Background<Void> call : calls) {
                call.result();
            }
        }
    }

    private static void strike(Loopback net, Transport transport, Place place, ProductEffect effect, When when)
            throws Exception {
        Place.Faulty faulty = place.open(net, transport);
        int first = 0;
        for (Who who : Who.of(transport, place)) {
            if (who == Who.OTHER_WAY && when.comesByItself() && effect.ends()
                    || who == Who.BOTH_WAYS && when == When.WHEN_IDLE) {
                continue; // the way back has its own effect on the receiver
            }
            if (place == Place.CLIENT) {
                faulty = place.open(net, transport);
                first = 0;
            }
            int count = place == Place.CLIENT ? 1 : who.connections();
            new Case(transport, place, effect, when, who, first).strike(faulty, count);
            first += count;
        }
    }

    private record Case(Transport transport, Place place, ProductEffect effect, When when, Who who, int first) {

        StreamFault fault() {
            return who.select(when.hook.apply(effect.fault()), place.direction(), first);
        }

        @Override
        public String toString() {
            return fault() + " on " + place + " over " + transport;
        }

        boolean isStruck(int index) {
            return who.isStruck(index, first);
        }

        /** Tells whether a link ends the connection before it connects to the server. */
        boolean isRefused(int index) {
            boolean link = place == Place.LINK_TO_CLIENT || place == Place.LINK_TO_SERVER;
            return link && isStruck(index) && when.isConnect() && effect.endsBothWays();
        }

        void strike(Place.Faulty faulty, int count) throws Exception {
            int struck = 0;
            try (AppliedFault applied = faulty.apply(fault())) {
                for (int index = first; index < first + count; index++) {
                    if (isRefused(index)) {
                        try (Peer client = faulty.connect()) {
                            effect.assertEnd(client, transport, toString());
                        }
                    } else {
                        talkThrough(faulty, applied, index);
                    }
                    struck += isStruck(index) && effect.acts(when.passes < SENT.length()) ? 1 : 0;
                }
                if (who != Who.OTHER_WAY) { // there, it has struck what comes back
                    assertThat(applied.struck() > 0).as("%s has struck", this).isEqualTo(struck > 0);
                }
            }
        }

        private void talkThrough(Place.Faulty faulty, AppliedFault applied, int index) throws Exception {
            try (Talk talk = faulty.talk(index)) {
                boolean awaitsEnd = isStruck(index) && effect.ends();
                if (when == When.WHEN_IDLE && !awaitsEnd && who != Who.OTHER_WAY) {
                    awaitIdle(faulty, talk, index);
                }
                if (isStruck(index)) {
                    effect.check(
                            talk,
                            transport,
                            new Moment(when.passes, when == When.WHEN_IDLE, when == When.ON_CLOSE),
                            applied);
                } else {
                    talk.send(SENT);
                    talk.end();
                    assertThat(talk.receiver().readTextToEnd()).isEqualTo(SENT);
                }
            } catch (IOException | AssertionError | RuntimeException e) {
                throw new AssertionError(this + ", connection " + index + ": " + e.getMessage(), e);
            }
        }

        /** The moment of a fault is over when that of a later one is. */
        private void awaitIdle(Place.Faulty faulty, Talk talk, int index) throws IOException {
            StreamFault mark = StreamFault.garbage(1).whenIdle(ofMillis(11)).onConnection(index);
            try (AppliedFault marking =
                    faulty.apply(place.direction() == Direction.TO_CLIENT ? mark.toServer() : mark.toClient())) {
                assertThat(talk.readBack(1)).hasSize(1);
                assertThat(marking).hasStruck();
            }
        }
    }
}
