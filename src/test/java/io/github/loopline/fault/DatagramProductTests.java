package io.github.loopline.fault;

import static io.github.loopline.fault.PlainPeers.receive;
import static io.github.loopline.fault.PlainPeers.text;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.loopline.Loopback;
import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.link.DatagramLink;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every effect on datagrams, on whom it selects, wherever they have faults: what a plain socket of the JDK sees of four. */
class DatagramProductTests {

    private static final List<String> SENT = List.of("zero", "one!", "two!", "tri!");

    /** Where faults are applied. */
    enum Place {
        PEER,
        LINK_TO_SERVER,
        LINK_TO_CLIENT
    }

    /** What is done. */
    enum What {
        LOSS(DatagramFault.loss()),
        BURST_LOSS(DatagramFault.burstLoss(1, 0)),
        PARTITION(DatagramFault.partition()),
        MTU(DatagramFault.mtu(3)),
        DUPLICATE(DatagramFault.duplicate()),
        REORDER(DatagramFault.reorder(1, ofMillis(5))),
        DELAY(DatagramFault.delay(ofMillis(5))),
        BANDWIDTH(DatagramFault.bandwidth(1000)),
        CORRUPT(DatagramFault.corrupt()),
        TRUNCATE(DatagramFault.truncate(2)),
        FOREIGN_SENDER(DatagramFault.foreignSender()),
        HOLD(DatagramFault.hold());

        final DatagramFault fault;

        What(DatagramFault fault) {
            this.fault = fault;
        }

        boolean loses() {
            return ordinal() <= MTU.ordinal();
        }

        /** Says what comes of a datagram that is struck. */
        List<String> of(String text) {
            return switch (this) {
                case LOSS, BURST_LOSS, PARTITION, MTU -> List.of();
                case DUPLICATE -> List.of(text, text);
                case TRUNCATE -> List.of(text.substring(0, 2));
                default -> List.of(text);
            };
        }

        /** Tells whether it can change the order. */
        boolean mixes() {
            return this == REORDER || this == DELAY || this == BANDWIDTH;
        }

        long millis() {
            return this == DELAY ? 5 : this == BANDWIDTH ? 4 : 0;
        }
    }

    /** Which of the four it selects. */
    enum Which {
        ALL,
        SECOND,
        NEXT_TWO,
        EVERY_SECOND,
        BY_CHANCE,
        OF_THIS_FLOW,
        FOR_LONG,
        OF_ANOTHER_FLOW,
        NONE;

        DatagramFault select(DatagramFault fault) {
            return switch (this) {
                case ALL -> fault;
                case SECOND -> fault.onDatagram(1);
                case NEXT_TWO -> fault.onNext(2);
                case EVERY_SECOND -> fault.onEvery(2);
                case BY_CHANCE -> fault.withProbability(1);
                case OF_THIS_FLOW -> fault.onFlow(0);
                case FOR_LONG -> fault.lasting(ofSeconds(600));
                case OF_ANOTHER_FLOW -> fault.onFlow(1);
                case NONE -> fault.withProbability(0);
            };
        }

        boolean isStruck(int ordinal) {
            return switch (this) {
                case SECOND -> ordinal == 1;
                case NEXT_TWO -> ordinal < 2;
                case EVERY_SECOND -> ordinal % 2 == 1;
                case OF_ANOTHER_FLOW, NONE -> false;
                default -> true;
            };
        }
    }

    static Stream<Arguments> product() {
        List<Arguments> all = new ArrayList<>();
        for (Place place : Place.values()) {
            for (What what : What.values()) {
                if (place != Place.PEER || what != What.FOREIGN_SENDER) {
                    all.add(Arguments.of(place, what));
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("product")
    void it_acts_on_what_it_selects(Place place, What what) throws Exception {
        for (Which which : Which.values()) {
            for (boolean oneWay : new boolean[] {true, false}) {
                try (Loopback net = Loopback.open();
                        Line line = new Line(net, place)) {
                    DatagramFault fault = which.select(what.fault);
                    check(line, what, which, oneWay ? line.way(fault) : fault);
                } catch (AssertionError | IOException e) {
                    throw new AssertionError(which + ": " + e.getMessage(), e);
                }
            }
        }
    }

    private static void check(Line line, What what, Which which, DatagramFault fault) throws IOException {
        List<String> expected = new ArrayList<>();
        List<String> held = new ArrayList<>();
        for (int i = 0; i < SENT.size(); i++) {
            boolean struck = which.isStruck(i);
            (struck && what == What.HOLD ? held : expected)
                    .addAll(struck ? what.of(SENT.get(i)) : List.of(SENT.get(i)));
        }
        boolean some = which.isStruck(1);
        AppliedFault applied = line.apply(fault);
        long start = System.nanoTime();
        for (String text : SENT) {
            line.send(text);
        }
        List<DatagramPacket> came = line.receive(expected.size());
        line.awaitArrived(SENT.size());
        long took = System.nanoTime() - start;
        applied.close();
        came.addAll(line.receive(held.size()));
        expected.addAll(held);
        line.send("the end");
        DatagramPacket end = receive(line.receiver);
        assertThat(text(end)).isEqualTo("the end");

        List<String> texts = came.stream()
                .map(each -> new String(each.getData(), 0, each.getLength(), StandardCharsets.ISO_8859_1))
                .toList();
        if (what.mixes() && some) {
            assertThat(texts).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(took).isGreaterThanOrEqualTo(what.millis() * 1_000_000);
        } else if (what == What.CORRUPT) {
            for (int i = 0; i < SENT.size(); i++) {
                assertThat(bitsThatDiffer(texts.get(i), SENT.get(i))).isEqualTo(which.isStruck(i) ? 1 : 0);
            }
        } else {
            assertThat(texts).isEqualTo(expected);
        }
        for (int i = 0; i < came.size() && what == What.FOREIGN_SENDER; i++) {
            assertThat(came.get(i).getSocketAddress().equals(end.getSocketAddress()))
                    .isEqualTo(!which.isStruck(i));
        }
        assertThat(applied.struck() > 0).isEqualTo(some);
    }

    private static int bitsThatDiffer(String one, String other) {
        int bits = 0;
        for (int i = 0; i < other.length(); i++) {
            bits += Integer.bitCount((one.charAt(i) ^ other.charAt(i)) & 0xff);
        }
        return bits;
    }

    /** A sender, something that has faults, and a plain socket that receives. */
    private static final class Line implements AutoCloseable {

        private final Place place;
        private final DatagramSocket receiver = PlainPeers.socket();
        private final DatagramSocket sender = PlainPeers.socket();
        private final SocketAddress to;
        private final DatagramPeer peer;
        private final DatagramLink link;

        Line(Loopback net, Place place) throws IOException {
            this.place = place;
            peer = net.udpPeer();
            link = net.udpLink();
            link.to((InetSocketAddress) (place == Place.LINK_TO_SERVER ? receiver : sender).getLocalSocketAddress());
            if (place == Place.LINK_TO_CLIENT) {
                receiver.send(new DatagramPacket(new byte[0], 0, link.address()));
                to = PlainPeers.receive(sender).getSocketAddress();
            } else {
                to = place == Place.PEER ? receiver.getLocalSocketAddress() : link.address();
            }
        }

        DatagramFault way(DatagramFault fault) {
            return place == Place.PEER ? fault : place == Place.LINK_TO_CLIENT ? fault.toClient() : fault.toServer();
        }

        AppliedFault apply(DatagramFault fault) {
            return place == Place.PEER ? peer.applyToSent(fault) : link.apply(fault);
        }

        void send(String text) throws IOException {
            if (place == Place.PEER) {
                peer.sendTo(to, text);
            } else {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                sender.send(new DatagramPacket(bytes, bytes.length, to));
            }
        }

        /** Waits until so many have met the fault; those of a peer have when they are sent. */
        void awaitArrived(int count) {
            Direction way = place == Place.LINK_TO_CLIENT ? Direction.TO_CLIENT : Direction.TO_SERVER;
            if (place != Place.PEER) {
                await().pollInterval(ofMillis(1)).until(() -> link.traffic(way).arrived() >= count);
            }
        }

        List<DatagramPacket> receive(int count) throws IOException {
            List<DatagramPacket> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                all.add(PlainPeers.receive(receiver));
            }
            return all;
        }

        @Override
        public void close() {
            sender.close();
            receiver.close();
        }
    }
}
