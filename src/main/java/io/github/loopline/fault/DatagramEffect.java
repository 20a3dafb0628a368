package io.github.loopline.fault;

import io.github.loopline.internal.Draws;
import io.github.loopline.trace.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * What a datagram fault does, and how much of it. Immutable.
 *
 * @since 0.1
 */
public final class DatagramEffect extends Effect<DatagramEffect.Kind> {

    /** What it does. */
    public enum Kind {
        /** The datagram does not arrive. */
        LOSS("loss"),
        /** Several datagrams in a row do not arrive. */
        BURST_LOSS("burstLoss"),
        /** No datagram arrives. */
        PARTITION("partition"),
        /** It does not arrive if it came often enough. */
        SURPLUS("surplus"),
        /** It arrives twice. */
        DUPLICATE("duplicate"),
        /** Later ones overtake it. */
        REORDER("reorder"),
        /** It arrives later. */
        DELAY("delay"),
        /** It waits for the line. */
        BANDWIDTH("bandwidth"),
        /** It arrives changed. */
        CORRUPT("corrupt"),
        /** It arrives cut. */
        TRUNCATE("truncate"),
        /** It does not arrive if it is large. */
        MTU("mtu"),
        /** It arrives from somebody else. */
        FOREIGN_SENDER("foreignSender"),
        /** One from somebody else comes before it, the same but for its last byte. */
        FORGE("forge"),
        /** An answer to an earlier question comes before it. */
        STALE("stale"),
        /** Another one of the same sender comes before it. */
        PRECEDE("precede"),
        /** One to a question that nobody asked comes before it. */
        WRONG_ID("wrongId"),
        /** It waits until the fault is lifted. */
        HOLD("hold"),
        /** Nobody is there. */
        UNREACHABLE("unreachable");

        private final String verb;

        Kind(String verb) {
            this.verb = verb;
        }

        /** Give the name of the method that makes it. */
        @Override
        public String toString() {
            return verb;
        }
    }

    /** The line of Gilbert and Elliott: how it turns bad and good, and what it loses in either state. */
    private record Line(double enter, double leave, double inside, double outside) {}

    private static final Line GOOD = new Line(0, 0, 0, 0);

    private final Line line;
    private final Map<ByteBuffer, Integer> known;
    private final List<byte[]> given; // a question and its answer, what comes before, or nothing

    private DatagramEffect(
            Kind kind, long amount, Delay delay, Line line, Map<ByteBuffer, Integer> known, List<byte[]> given) {
        super(kind, amount, delay);
        this.line = line;
        this.known = known;
        this.given = given;
    }

    static DatagramEffect of(Kind kind) {
        return of(kind, 0);
    }

    static DatagramEffect of(Kind kind, long amount) {
        return of(kind, amount, NO_DELAY);
    }

    static DatagramEffect of(Kind kind, long amount, Delay delay) {
        return new DatagramEffect(kind, amount, delay, GOOD, Map.of(), List.of());
    }

    /** Is given other datagrams. */
    static DatagramEffect of(Kind kind, byte[]... given) {
        List<byte[]> copies = Arrays.stream(given).map(byte[]::clone).toList();
        return new DatagramEffect(kind, 0, NO_DELAY, GOOD, Map.of(), copies);
    }

    /** Loses datagrams in bursts. */
    static DatagramEffect losing(double enter, double leave, double inside, double outside) {
        return new DatagramEffect(
                Kind.BURST_LOSS,
                0,
                NO_DELAY,
                new Line(
                        Draws.probability("The probability to enter a burst", enter),
                        Draws.probability("The probability to leave a burst", leave),
                        Draws.probability("The probability of loss inside a burst", inside),
                        Draws.probability("The probability of loss outside a burst", outside)),
                Map.of(),
                List.of());
    }

    /** Loses what comes more often than it is known. */
    static DatagramEffect losing(List<byte[]> known) {
        Map<ByteBuffer, Integer> counts = known.stream()
                .map(each -> ByteBuffer.wrap(each.clone()))
                .collect(Collectors.toMap(each -> each, each -> 1, Integer::sum));
        return new DatagramEffect(Kind.SURPLUS, known.size(), NO_DELAY, GOOD, counts, List.of());
    }

    /**
     * Count a datagram among those that are known to surplus.
     *
     * @param data what is in it
     * @return how often it passes; 0 if it is none of those, and for all other kinds
     */
    public int known(byte[] data) {
        return known.getOrDefault(ByteBuffer.wrap(data), 0);
    }

    /**
     * Give the datagrams that it was given.
     *
     * @return copies: for stale a question and its answer, for forge and precede what comes before; or nothing
     */
    public List<byte[]> given() {
        return given.stream().map(byte[]::clone).toList();
    }

    /**
     * Give the probability that a good line turns bad.
     *
     * @return 0 for all kinds but burst loss
     */
    public double enter() {
        return line.enter;
    }

    /**
     * Give the probability that a bad line turns good.
     *
     * @return 0 for all kinds but burst loss
     */
    public double leave() {
        return line.leave;
    }

    /**
     * Give the probability that a bad line loses a datagram.
     *
     * @return 0 for all kinds but burst loss
     */
    public double inside() {
        return line.inside;
    }

    /**
     * Give the probability that a good line loses a datagram.
     *
     * @return 0 for all kinds but burst loss
     */
    public double outside() {
        return line.outside;
    }

    @Override
    boolean isRandom() {
        return super.isRandom()
                || kind() == Kind.CORRUPT
                || DoubleStream.of(line.enter, line.leave, line.inside, line.outside)
                        .anyMatch(each -> each > 0 && each < 1);
    }

    /** Describe it, as the transcript does. */
    @Override
    public String toString() {
        return kind()
                + switch (kind()) {
                    case BURST_LOSS -> " " + line.enter + " in, " + line.leave + " out" + losses();
                    case SURPLUS -> " to " + amount() + " that are known";
                    case REORDER -> " behind " + amount() + " or " + delay();
                    case DELAY -> " " + delay();
                    case BANDWIDTH -> " " + Bytes.count(amount()) + "/s";
                    case TRUNCATE, MTU -> " " + Bytes.count(amount());
                    default -> "";
                };
    }

    private String losses() {
        return line.inside == 1 && line.outside == 0
                ? ""
                : ", loses " + line.inside + " inside, " + line.outside + " outside";
    }
}
