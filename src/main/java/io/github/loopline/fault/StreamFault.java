package io.github.loopline.fault;

import io.github.loopline.fault.StreamEffect.Kind;
import io.github.loopline.internal.Deadline;
import io.github.loopline.internal.Draws;
import io.github.loopline.script.Framing;
import java.time.Duration;

/**
 * What goes wrong on a stream, when and to whom: {@code reset().afterBytes(100).toClient().onNext(2)}. It does nothing until a
 * link, a server or a client applies it. Immutable; each method gives a copy.
 *
 * <p>Without a hook ({@code afterBytes} ...) it acts at once, without a direction it means both, without a selector all connections, those that are open and those that come.
 *
 * @since 0.1
 */
public final class StreamFault extends Fault<StreamFault> {

    private final StreamEffect effect;
    private final Hook hook;

    private StreamFault(StreamEffect effect, Hook hook, Selection selection) {
        super(selection);
        this.effect = effect;
        this.hook = hook;
    }

    private static StreamFault of(StreamEffect effect) {
        return new StreamFault(effect, Hook.AT_ONCE, Selection.ALL);
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
     * @param delay drawn for each 64 bytes by their place in the stream, however reads cut it
     * @return the fault, never null
     */
    public static StreamFault latency(Delay delay) {
        return of(StreamEffect.of(Kind.LATENCY, 0, delay));
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
        return of(StreamEffect.of(Kind.BANDWIDTH, bytesPerSecond));
    }

    /**
     * Deliver in pieces, each in a segment of its own, with a pause between, so that a peer that reads at once gets piece by piece.
     *
     * @param bytes size of a piece, 1 or more; pieces end at multiples of it, counted from the first byte of the direction
     * @param pause zero to an hour; with zero, or shorter than the peer needs to read, pieces may come together
     * @return the fault, never null
     */
    public static StreamFault slice(int bytes, Duration pause) {
        Delay between = Delay.fixed(Delay.check("The pause", pause));
        return of(StreamEffect.of(Kind.SLICE, size("slice", bytes), between));
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
        return of(StreamEffect.of(Kind.COALESCE, size("coalesce", bytes), Delay.fixed(quiet)));
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
        return of(StreamEffect.corrupting(Draws.probability("The probability of corruption", probability)));
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
        return of(StreamEffect.of(Kind.CORRUPT, offset));
    }

    /**
     * Let nothing pass and read nothing, so that buffers fill and writes block. Nothing is lost: when the fault is lifted, all goes
     * on. The end of a peer that comes meanwhile is seen then.
     *
     * @return the fault, never null
     */
    public static StreamFault freeze() {
        return of(StreamEffect.of(Kind.FREEZE));
    }

    /**
     * Take what is sent, the end included, and deliver nothing: writes go on succeeding for ever. When the fault is lifted,
     * a connection that lost bytes is reset on both sides, since a stream with a hole in it exists on no network.
     *
     * @return the fault, never null
     */
    public static StreamFault blackhole() {
        return of(StreamEffect.of(Kind.BLACKHOLE));
    }

    /**
     * Deliver the end of the stream later than the bytes before it.
     *
     * @param time zero to an hour
     * @return the fault, never null
     */
    public static StreamFault slowClose(Duration time) {
        return of(StreamEffect.of(Kind.SLOW_CLOSE, 0, Delay.fixed(time)));
    }

    /**
     * Hold what comes next until the peer has read all that was delivered before, or has not for a second: {@code
     * cut().afterBytes(4)} makes it read 4 bytes and the rest later. On Linux the kernel tells what a TCP peer has read (man 5 proc:
     * /proc/net/tcp); elsewhere, and on Unix sockets, it is a pause of 20 ms. Nothing is lost. A link cuts what it delivers, too.
     *
     * @return the fault, never null
     */
    public static StreamFault cut() {
        return of(StreamEffect.of(Kind.CUT));
    }

    /**
     * Let the next bytes come one by one, each once the peer has read the one before, as {@link #cut()} knows it. Nothing is lost.
     *
     * @param bytes how many of each connection, 1 or more; those behind them come as they are
     * @return the fault, never null
     */
    public static StreamFault drip(int bytes) {
        return of(StreamEffect.of(Kind.DRIP, size("drip", bytes)));
    }

    /**
     * Reset both sides: an open connection at once, a later one as soon as it is there; or {@link #afterBytes}.
     *
     * @return the fault, never null
     */
    public static StreamFault reset() {
        return of(StreamEffect.of(Kind.RESET));
    }

    /**
     * End both sides by FIN, at once or {@link #afterBytes}. What they still send is taken and dropped.
     *
     * @return the fault, never null
     */
    public static StreamFault close() {
        return of(StreamEffect.of(Kind.CLOSE));
    }

    /**
     * End one direction by FIN, at once or {@link #afterBytes}. What comes for it later is taken and dropped; the other direction
     * goes on.
     *
     * @return the fault, never null
     */
    public static StreamFault halfClose() {
        return of(StreamEffect.of(Kind.HALF_CLOSE));
    }

    /**
     * Refuse connects: "Connection refused". The port stays taken; open connections go on.
     *
     * @return the fault, never null
     */
    public static StreamFault refuse() {
        return of(StreamEffect.of(Kind.REFUSE));
    }

    /**
     * Do not answer connects, which then time out. Open connections go on. When the fault is lifted, a TCP client that still
     * waits gets through when its kernel tries again: within about a second. Before the link leads anywhere, and beside {@link
     * #refuse()}, connects are refused.
     *
     * @return the fault, never null
     */
    public static StreamFault unresponsive() {
        return of(StreamEffect.of(Kind.UNRESPONSIVE));
    }

    /**
     * Insert bytes that nobody has sent; which, is drawn. At once, or when another method of this says.
     *
     * @param bytes how many, 1 to 65536
     * @return the fault, never null
     */
    public static StreamFault garbage(int bytes) {
        if (size("garbage", bytes) > 65_536) {
            throw new IllegalArgumentException(
                    "garbage must be given 1 to 65536 bytes but was " + bytes + ". Apply it several times for more.");
        }
        return of(StreamEffect.of(Kind.GARBAGE, bytes));
    }

    /**
     * Act on connections that come, as soon as they are there, and on none that is open.
     *
     * @return a copy with it, never null
     */
    public StreamFault onConnect() {
        return hooked("onConnect", Hook.of(Hook.Kind.CONNECT));
    }

    /**
     * Act from when the first byte comes in a direction, which is not delivered if the fault ends that.
     *
     * @return a copy with it, never null
     */
    public StreamFault onFirstByte() {
        return hooked("onFirstByte", Hook.bytes(0));
    }

    /**
     * Act once so many bytes have passed in a direction since the fault was applied.
     *
     * @param count 0 or more; 0 for when the first byte comes
     * @return a copy with it, never null
     */
    public StreamFault afterBytes(long count) {
        return hooked("afterBytes", Hook.bytes(count));
    }

    /**
     * Act when a message comes, before its first byte is delivered. With {@link #toClient()}, it is before a reply.
     *
     * @param index its ordinal in a direction since the fault was applied, 0 for the first
     * @param framing how messages lie in the stream; one of the library's
     * @return a copy with it, never null
     */
    public StreamFault beforeMessage(int index, Framing framing) {
        return hooked("beforeMessage", Hook.message(Hook.Kind.BEFORE_MESSAGE, "beforeMessage", index, framing));
    }

    /**
     * Act when the first byte of a message has passed.
     *
     * @param index its ordinal in a direction since the fault was applied, 0 for the first
     * @param framing how messages lie in the stream; one of the library's
     * @return a copy with it, never null
     */
    public StreamFault duringMessage(int index, Framing framing) {
        return hooked("duringMessage", Hook.message(Hook.Kind.DURING_MESSAGE, "duringMessage", index, framing));
    }

    /**
     * Act when a message has passed.
     *
     * @param index its ordinal in a direction since the fault was applied, 0 for the first
     * @param framing how messages lie in the stream; one of the library's
     * @return a copy with it, never null
     */
    public StreamFault afterMessage(int index, Framing framing) {
        return hooked("afterMessage", Hook.message(Hook.Kind.AFTER_MESSAGE, "afterMessage", index, framing));
    }

    /**
     * Act when nothing has come in a direction for a time, since the fault was applied or the last byte came.
     *
     * @param time more than zero and at most an hour
     * @return a copy with it, never null
     */
    public StreamFault whenIdle(Duration time) {
        return hooked("whenIdle", Hook.idle(time));
    }

    /**
     * Act when the sender of a direction ends it by FIN, before that is delivered.
     *
     * @return a copy with it, never null
     */
    public StreamFault onClose() {
        return hooked("onClose", Hook.of(Hook.Kind.CLOSE));
    }

    private StreamFault hooked(String verb, Hook when) {
        checkSelecting(verb);
        return new StreamFault(effect, when, selection());
    }

    /**
     * Strike one connection.
     *
     * @param index its ordinal at the link, 0 for the first; it may have come or not
     * @return a copy with it, never null
     */
    public StreamFault onConnection(int index) {
        return selecting("onConnection", selection().only("onConnection", index));
    }

    /**
     * Strike a share of the connections; which, is drawn by their ordinals.
     *
     * @param probability of each connection, 0 to 1
     * @return a copy with it, never null
     */
    public StreamFault onShare(double probability) {
        return selecting("onShare", selection().share("The share of connections", probability));
    }

    @Override
    void checkSelecting(String verb) {
        if (effect.isOfListener()) {
            throw new IllegalArgumentException(
                    verb + " has no effect on " + effect.kind() + ", which is about connects. Remove it.");
        }
    }

    @Override
    StreamFault with(Selection selected) {
        return new StreamFault(effect, hook, selected);
    }

    /**
     * Give what it does.
     *
     * @return the effect, never null
     */
    public StreamEffect effect() {
        return effect;
    }

    /**
     * Give when it begins to act.
     *
     * @return the hook, never null
     */
    public Hook hook() {
        return hook;
    }

    @Override
    public boolean isRandom() {
        return effect.isRandom() || selection().isRandom();
    }

    /** Describe the fault, as the transcript does. */
    @Override
    public String toString() {
        return effect.toString() + hook + selection().text("connection");
    }
}
