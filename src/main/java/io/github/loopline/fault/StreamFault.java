package io.github.loopline.fault;

import io.github.loopline.internal.Deadline;
import io.github.loopline.internal.Draws;
import io.github.loopline.trace.Bytes;
import java.time.Duration;

/**
 * What goes wrong on a stream, when and to whom: {@code reset().afterBytes(100).toClient().onNext(2)}. It does nothing until a
 * link applies it. Immutable; each method gives a copy.
 *
 * <p>Without a direction it means both, without a selector all connections, those that are open and those that come.
 *
 * @since 0.1
 */
public final class StreamFault {

    /** What a fault does. */
    public enum Effect {
        /** Bytes arrive later. */
        LATENCY("latency"),
        /** Bytes arrive at a limited rate. */
        BANDWIDTH("bandwidth"),
        /** Bytes arrive in small pieces. */
        SLICE("slice"),
        /** Bytes arrive together. */
        COALESCE("coalesce"),
        /** Bytes arrive changed. */
        CORRUPT("corrupt"),
        /** Nothing moves, and nothing is lost. */
        FREEZE("freeze"),
        /** Bytes are taken and never arrive. */
        BLACKHOLE("blackhole"),
        /** The end arrives later. */
        SLOW_CLOSE("slowClose"),
        /** Both sides get an RST. */
        RESET("reset"),
        /** Both sides get a FIN. */
        CLOSE("close"),
        /** The receiving side gets a FIN, and the other direction goes on. */
        HALF_CLOSE("halfClose"),
        /** Connects are refused. */
        REFUSE("refuse"),
        /** Connects are not answered. */
        UNRESPONSIVE("unresponsive");

        private final String verb;

        Effect(String verb) {
            this.verb = verb;
        }

        /** Give the name of the method that makes it. */
        @Override
        public String toString() {
            return verb;
        }
    }

    private static final Delay NONE = Delay.fixed(Duration.ZERO);

    private final Effect effect;
    private final Delay delay;
    private final long amount;
    private final double probability;
    private final long after; // -1 for at once
    private final Selection selection;

    private StreamFault(Effect effect, Delay delay, long amount, double probability, long after, Selection selection) {
        this.effect = effect;
        this.delay = delay;
        this.amount = amount;
        this.probability = probability;
        this.after = after;
        this.selection = selection;
    }

    private static StreamFault of(Effect effect, Delay delay, long amount) {
        return new StreamFault(effect, delay, amount, 0, -1, Selection.ALL);
    }

    /**
     * Delay what is sent, the end included. It arrives in order and unchanged.
     *
     * @param time zero to an hour; the earliest that it arrives
     * @return the fault, never null
     */
    public static StreamFault latency(Duration time) {
        return latency(Delay.fixed(time));
    }

    /**
     * Delay what is sent, the end included, by times that vary: jitter. Nothing overtakes, so a short delay behind a long one
     * has no effect.
     *
     * @param delay drawn for each piece by the offset of its first byte
     * @return the fault, never null
     */
    public static StreamFault latency(Delay delay) {
        return of(Effect.LATENCY, delay, 0);
    }

    /**
     * Limit how many bytes pass in a second. What is sent faster waits: at most 256 KiB in the link, then the sender.
     *
     * @param bytesPerSecond 1 or more
     * @return the fault, never null
     */
    public static StreamFault bandwidth(long bytesPerSecond) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("bandwidth must be 1 byte per second or more but was " + bytesPerSecond
                    + ". Use freeze() to let nothing pass.");
        }
        return of(Effect.BANDWIDTH, NONE, bytesPerSecond);
    }

    /**
     * Deliver in pieces, each in a segment of its own, with a pause between, so that a peer that reads at once gets piece by piece.
     *
     * @param bytes size of a piece, 1 or more; pieces end at multiples of it, counted from the first byte of the direction
     * @param pause zero to an hour; with zero, or shorter than the peer needs to read, pieces may come together
     * @return the fault, never null
     */
    public static StreamFault slice(int bytes, Duration pause) {
        return of(Effect.SLICE, Delay.fixed(Delay.check("The pause", pause)), size("slice", bytes));
    }

    /**
     * Hold back what is sent until there is enough of it, or no more comes, and deliver it together.
     *
     * @param bytes how much is enough, 1 to 65536
     * @param quiet how long after the first byte it is delivered anyhow, more than zero and at most an hour
     * @return the fault, never null
     */
    public static StreamFault coalesce(int bytes, Duration quiet) {
        if (Delay.check("The quiet time", quiet).isZero() || bytes > 65_536) {
            throw new IllegalArgumentException("coalesce must be given 1 to 65536 bytes and more than 0 s but was "
                    + bytes + " and " + Deadline.text(quiet) + ". Write coalesce(1000, ofMillis(50)).");
        }
        return of(Effect.COALESCE, Delay.fixed(quiet), size("coalesce", bytes));
    }

    private static int size(String verb, int bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException(
                    verb + " must be given 1 byte or more but was " + bytes + ". Write 1 for single bytes.");
        }
        return bytes;
    }

    /**
     * Invert one bit of some bytes; which, is drawn by their offset.
     *
     * @param probability of each byte, 0 to 1
     * @return the fault, never null
     */
    public static StreamFault corrupt(double probability) {
        return new StreamFault(
                Effect.CORRUPT,
                NONE,
                -1,
                Draws.probability("The probability of corruption", probability),
                -1,
                Selection.ALL);
    }

    /**
     * Invert all bits of one byte.
     *
     * @param offset of the byte, 0 for the first of the direction
     * @return the fault, never null
     */
    public static StreamFault corruptByte(long offset) {
        if (offset < 0) {
            throw new IllegalArgumentException(
                    "corruptByte must be given 0 or more but was " + offset + ". Write 0 for the first byte.");
        }
        return new StreamFault(Effect.CORRUPT, NONE, offset, 0, -1, Selection.ALL);
    }

    /**
     * Let nothing pass and read nothing, so that buffers fill and writes block. Nothing is lost: when the fault is lifted, all goes
     * on. The end of a peer that comes meanwhile is seen then.
     *
     * @return the fault, never null
     */
    public static StreamFault freeze() {
        return of(Effect.FREEZE, NONE, 0);
    }

    /**
     * Take what is sent, the end included, and deliver nothing: writes go on succeeding for ever. When the fault is lifted,
     * a connection that lost bytes is reset on both sides, since a stream with a hole in it exists on no network.
     *
     * @return the fault, never null
     */
    public static StreamFault blackhole() {
        return of(Effect.BLACKHOLE, NONE, 0);
    }

    /**
     * Deliver the end of the stream later than the bytes before it.
     *
     * @param time zero to an hour
     * @return the fault, never null
     */
    public static StreamFault slowClose(Duration time) {
        return of(Effect.SLOW_CLOSE, Delay.fixed(time), 0);
    }

    /**
     * Reset both sides: an open connection at once, a later one as soon as it is there; or {@link #afterBytes}.
     *
     * @return the fault, never null
     */
    public static StreamFault reset() {
        return of(Effect.RESET, NONE, 0);
    }

    /**
     * End both sides by FIN, at once or {@link #afterBytes}. What they still send is taken and dropped.
     *
     * @return the fault, never null
     */
    public static StreamFault close() {
        return of(Effect.CLOSE, NONE, 0);
    }

    /**
     * End one direction by FIN, at once or {@link #afterBytes}. What comes for it later is taken and dropped; the other direction
     * goes on.
     *
     * @return the fault, never null
     */
    public static StreamFault halfClose() {
        return of(Effect.HALF_CLOSE, NONE, 0);
    }

    /**
     * Refuse connects: "Connection refused". The port stays taken; open connections go on.
     *
     * @return the fault, never null
     */
    public static StreamFault refuse() {
        return of(Effect.REFUSE, NONE, 0);
    }

    /**
     * Do not answer connects, which then time out. Open connections go on. When the fault is lifted, a TCP client that still
     * waits gets through when its kernel tries again: within about a second. Before the link leads anywhere, and beside {@link
     * #refuse()}, connects are refused.
     *
     * @return the fault, never null
     */
    public static StreamFault unresponsive() {
        return of(Effect.UNRESPONSIVE, NONE, 0);
    }

    /**
     * Strike when so many bytes have passed in a direction since the fault was applied; they are delivered, and none after
     * them. For {@link #reset()}, {@link #close()} and {@link #halfClose()}.
     *
     * @param count 0 or more; 0 for when the first byte comes
     * @return a copy with it, never null
     */
    public StreamFault afterBytes(long count) {
        if (!isEnding()) {
            throw new IllegalArgumentException(
                    "afterBytes has no effect on " + effect + ". Use it with reset(), close() or halfClose().");
        }
        if (count < 0) {
            throw new IllegalArgumentException(
                    "afterBytes must be given 0 or more but was " + count + ". Leave it out to strike at once.");
        }
        return new StreamFault(effect, delay, amount, probability, count, selection);
    }

    /**
     * Strike only what the client sends.
     *
     * @return a copy with it, never null
     */
    public StreamFault toServer() {
        return way("toServer", Direction.TO_SERVER);
    }

    /**
     * Strike only what the server sends.
     *
     * @return a copy with it, never null
     */
    public StreamFault toClient() {
        return way("toClient", Direction.TO_CLIENT);
    }

    private StreamFault way(String verb, Direction direction) {
        if (isOfListener()) {
            throw new IllegalArgumentException(
                    verb + " has no effect on " + effect + ", which is about connects. Remove it.");
        }
        return with(selection.direction(direction));
    }

    /**
     * Strike one connection.
     *
     * @param index its ordinal at the link, 0 for the first; it may have come or not
     * @return a copy with it, never null
     */
    public StreamFault onConnection(int index) {
        return selecting("onConnection", selection.only("onConnection", index));
    }

    /**
     * Strike the next connections that come, and none that is open.
     *
     * @param count how many, 1 or more
     * @return a copy with it, never null
     */
    public StreamFault onNext(int count) {
        return selecting("onNext", selection.next(count));
    }

    /**
     * Strike every so many-th connection of the link.
     *
     * @param count 1 or more; 3 for the third, the sixth ...
     * @return a copy with it, never null
     */
    public StreamFault onEvery(int count) {
        return selecting("onEvery", selection.every(count));
    }

    /**
     * Strike a share of the connections; which, is drawn by their ordinals.
     *
     * @param probability of each connection, 0 to 1
     * @return a copy with it, never null
     */
    public StreamFault onShare(double probability) {
        return selecting("onShare", selection.share("The share of connections", probability));
    }

    private StreamFault selecting(String verb, Selection selected) {
        if (isOfListener()) {
            throw new IllegalArgumentException(
                    verb + " has no effect on " + effect + ", which is about connects. Remove it.");
        }
        return with(selected);
    }

    /**
     * Be lifted by itself after a time.
     *
     * @param time more than zero and at most an hour
     * @return a copy with it, never null
     */
    public StreamFault lasting(Duration time) {
        return with(selection.lasting(time));
    }

    private StreamFault with(Selection selected) {
        return new StreamFault(effect, delay, amount, probability, after, selected);
    }

    /**
     * Give what it does.
     *
     * @return the effect, never null
     */
    public Effect effect() {
        return effect;
    }

    /**
     * Give the time that the effect has.
     *
     * @return a latency, pause, quiet time or delay of the end; zero for the others; never null
     */
    public Delay delay() {
        return delay;
    }

    /**
     * Give the number that the effect has.
     *
     * @return bytes per second, of a piece, or to be gathered; the offset of the byte to change, or -1 if it is drawn
     */
    public long amount() {
        return amount;
    }

    /**
     * Give the probability that the effect has.
     *
     * @return of each byte to be changed, 0 for all other effects
     */
    public double probability() {
        return probability;
    }

    /**
     * Give how many bytes pass before it strikes.
     *
     * @return the count, or -1 for at once
     */
    public long after() {
        return after;
    }

    /**
     * Give whom it strikes and how long it lasts.
     *
     * @return the selection, never null
     */
    public Selection selection() {
        return selection;
    }

    /**
     * Tell whether it ends a connection.
     *
     * @return true for {@link #reset()}, {@link #close()} and {@link #halfClose()}
     */
    public boolean isEnding() {
        return effect == Effect.RESET || effect == Effect.CLOSE || effect == Effect.HALF_CLOSE;
    }

    /**
     * Tell whether it is about connects and not about connections.
     *
     * @return true for {@link #refuse()} and {@link #unresponsive()}
     */
    public boolean isOfListener() {
        return effect == Effect.REFUSE || effect == Effect.UNRESPONSIVE;
    }

    /**
     * Tell whether it draws.
     *
     * @return true if chance has a part in it
     */
    public boolean isRandom() {
        return delay.isRandom() || probability > 0 && probability < 1 || selection.isRandom();
    }

    private String details() {
        return switch (effect) {
            case LATENCY, SLOW_CLOSE -> " " + delay;
            case BANDWIDTH -> " " + Bytes.count(amount) + "/s";
            case SLICE -> " " + Bytes.count(amount) + " every " + delay;
            case COALESCE -> " " + Bytes.count(amount) + " or " + delay;
            case CORRUPT -> amount < 0 ? " " + probability : " byte " + amount;
            default -> "";
        };
    }

    /** Describe the fault, as the transcript does. */
    @Override
    public String toString() {
        return effect + details() + (after < 0 ? "" : " after " + Bytes.count(after)) + selection.text("connection");
    }
}
