package io.github.loopline.fault;

import io.github.loopline.fault.DatagramEffect.Kind;
import java.time.Duration;
import java.util.List;

/**
 * What goes wrong with datagrams, when and to whom: {@code loss(0.1).toServer()}, {@code duplicate().onNext(1)}. It does nothing
 * until a link applies it. Immutable; each method gives a copy.
 *
 * <p>Without a direction it means both, without a selector all datagrams. Datagrams are numbered for each flow (that is, client)
 * and direction.
 *
 * @since 0.1
 */
public final class DatagramFault extends Fault<DatagramFault> {

    private final DatagramEffect effect;
    private final int flow; // -1 for all

    private DatagramFault(DatagramEffect effect, int flow, Selection selection) {
        super(selection);
        this.effect = effect;
        this.flow = flow;
    }

    private static DatagramFault of(DatagramEffect effect) {
        return new DatagramFault(effect, -1, Selection.ALL);
    }

    /**
     * Lose datagrams: all that are selected.
     *
     * @return the fault, never null
     */
    public static DatagramFault loss() {
        return of(DatagramEffect.of(Kind.LOSS));
    }

    /**
     * Lose datagrams, each with a probability and whatever happens to the others.
     *
     * @param probability of each datagram, 0 to 1
     * @return the fault, never null
     */
    public static DatagramFault loss(double probability) {
        return loss().withProbability(probability);
    }

    /**
     * Lose datagrams in bursts, as Gilbert's model of a line has it: it is good or bad, what comes while it is bad is lost, and it
     * changes with each datagram by chance. A burst has {@code 1 / leave} datagrams on average.
     *
     * @param enter the probability that a good line turns bad, 0 to 1
     * @param leave the probability that a bad line turns good, 0 to 1
     * @return the fault, never null
     */
    public static DatagramFault burstLoss(double enter, double leave) {
        return burstLoss(enter, leave, 1, 0);
    }

    /**
     * Lose datagrams in bursts, as the model of Gilbert and Elliott has it: as {@link #burstLoss(double, double)}, but a bad line need
     * not lose everything, and a good one may lose something.
     *
     * @param enter the probability that a good line turns bad, 0 to 1
     * @param leave the probability that a bad line turns good, 0 to 1
     * @param inside the probability that a bad line loses a datagram, 0 to 1
     * @param outside the probability that a good line does, 0 to 1
     * @return the fault, never null
     */
    public static DatagramFault burstLoss(double enter, double leave, double inside, double outside) {
        return of(DatagramEffect.losing(enter, leave, inside, outside));
    }

    /**
     * Let nothing through.
     *
     * @return the fault, never null
     */
    public static DatagramFault partition() {
        return of(DatagramEffect.of(Kind.PARTITION));
    }

    /**
     * Lose what comes more often than it should: of those that are the same, byte for byte, as some that are known, as many pass as
     * there are of these, in each flow and direction. What is like none of them passes.
     *
     * @param known what is in them, which is copied; equal ones count
     * @return the fault, never null
     */
    public static DatagramFault surplus(List<byte[]> known) {
        return of(DatagramEffect.losing(known));
    }

    /**
     * Deliver datagrams twice.
     *
     * @return the fault, never null
     */
    public static DatagramFault duplicate() {
        return of(DatagramEffect.of(Kind.DUPLICATE));
    }

    /**
     * Let later datagrams of the same flow and direction overtake.
     *
     * @param overtaking how many, 1 or more
     * @param most how long it waits for them, more than zero and at most an hour
     * @return the fault, never null
     */
    public static DatagramFault reorder(int overtaking, Duration most) {
        if (overtaking < 1 || Delay.check("The longest time", most).isZero()) {
            throw new IllegalArgumentException("reorder must be given 1 datagram or more and more than 0 s but was "
                    + overtaking + " and " + most + ". Write reorder(1, ofSeconds(1)).");
        }
        return of(DatagramEffect.of(Kind.REORDER, overtaking, Delay.fixed(most)));
    }

    /**
     * Send before each datagram a forged one, from another port of the sender's host: the same but for its last byte, of which the lowest
     * bit is inverted. An empty datagram is not forged. Whoever takes what came first for the answer takes the forged one.
     *
     * @return the fault, never null
     */
    public static DatagramFault forge() {
        return of(DatagramEffect.of(Kind.FORGE));
    }

    /**
     * Send a datagram before each, from another port of the sender's host.
     *
     * @param data what is in it, potentially nothing; it is copied
     * @return the fault, never null
     */
    public static DatagramFault forge(byte[] data) {
        return of(DatagramEffect.of(Kind.FORGE, new byte[][] {data}));
    }

    /**
     * Send a datagram before each, from the same port.
     *
     * @param data what is in it, potentially nothing; it is copied
     * @return the fault, never null
     */
    public static DatagramFault precede(byte[] data) {
        return of(DatagramEffect.of(Kind.PRECEDE, new byte[][] {data}));
    }

    /**
     * Send before each answer, from the same port, the answer to an earlier question once more, as it comes after a retry or a time-out.
     * The question is the datagram that came last the other way on that flow; if it is the same as before, or the answer is, nothing
     * more is sent. Nor is it before an answer that has had one before it.
     *
     * @return the fault, never null
     */
    public static DatagramFault stale() {
        return of(DatagramEffect.of(Kind.STALE));
    }

    /**
     * Send stale answers, as {@link #stale()}, and before the first answer of a flow one with an earlier id: the same but for the id, and
     * for its last byte, of which the lowest bit is inverted. The id is what answers repeat of their questions, and what alone is different
     * in this question and answer from the first ones of the flow: 16 bytes at most. Where what is repeated goes on to the end of the
     * answer, or of a question in ASCII, it is what the question is about, and no id.
     *
     * @param question one that was asked before, with another id; it is copied
     * @param answer the answer to that, which is copied
     * @return the fault, never null
     */
    public static DatagramFault stale(byte[] question, byte[] answer) {
        return of(DatagramEffect.of(Kind.STALE, question, answer));
    }

    /**
     * Send before each answer, from the same port, one with another id: the same but for the first byte that question and answer have in
     * common at one place, and for its last byte, of each of which the lowest bit is inverted. For protocols whose datagrams begin with an
     * id. Where they have no byte in common, or only the answer's last one, nothing more is sent.
     *
     * @return the fault, never null
     */
    public static DatagramFault wrongId() {
        return of(DatagramEffect.of(Kind.WRONG_ID));
    }

    /**
     * Deliver datagrams later.
     *
     * @param time zero to an hour
     * @return the fault, never null
     */
    public static DatagramFault delay(Duration time) {
        return delay(Delay.fixed(time));
    }

    /**
     * Deliver datagrams later, each by a time of its own, so that they overtake each other.
     *
     * @param delay drawn for each datagram by its ordinal
     * @return the fault, never null
     */
    public static DatagramFault delay(Delay delay) {
        return of(DatagramEffect.of(Kind.DELAY, 0, delay));
    }

    /**
     * Limit how many bytes pass in a second, in each direction of a flow: datagrams wait for those before them. What would have
     * more than 256 KiB before it is lost, as in a router whose queue is full.
     *
     * @param bytesPerSecond 1 or more; headers do not count
     * @return the fault, never null
     */
    public static DatagramFault bandwidth(long bytesPerSecond) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("bandwidth must be 1 byte per second or more but was " + bytesPerSecond
                    + ". Use hold() to let nothing pass.");
        }
        return of(DatagramEffect.of(Kind.BANDWIDTH, bytesPerSecond));
    }

    /**
     * Invert one bit of each datagram; which, is drawn. An empty datagram stays as it is.
     *
     * @return the fault, never null
     */
    public static DatagramFault corrupt() {
        return of(DatagramEffect.of(Kind.CORRUPT));
    }

    /**
     * Cut what is longer.
     *
     * @param bytes what is left, 0 or more
     * @return the fault, never null
     */
    public static DatagramFault truncate(int bytes) {
        return of(DatagramEffect.of(Kind.TRUNCATE, size("truncate", bytes)));
    }

    /**
     * Lose what is longer, as a path does whose MTU is small and that tells nobody.
     *
     * @param bytes what still passes, 0 or more
     * @return the fault, never null
     */
    public static DatagramFault mtu(int bytes) {
        return of(DatagramEffect.of(Kind.MTU, size("mtu", bytes)));
    }

    private static int size(String verb, int bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException(
                    verb + " must be given 0 bytes or more but was " + bytes + ". Write 0 for empty datagrams.");
        }
        return bytes;
    }

    /**
     * Deliver from another port than the peer knows.
     *
     * @return the fault, never null
     */
    public static DatagramFault foreignSender() {
        return of(DatagramEffect.of(Kind.FOREIGN_SENDER));
    }

    /**
     * Hold datagrams back until the fault is lifted, and then deliver them in their order.
     *
     * @return the fault, never null
     */
    public static DatagramFault hold() {
        return of(DatagramEffect.of(Kind.HOLD));
    }

    /**
     * Let clients hear "port unreachable", those at least whose sockets are connected: the others never hear. What servers send
     * meanwhile is lost.
     *
     * @return the fault, never null
     */
    public static DatagramFault unreachable() {
        return of(DatagramEffect.of(Kind.UNREACHABLE));
    }

    /**
     * Strike one flow.
     *
     * @param index the ordinal of the client at the link, 0 for the first
     * @return a copy with it, never null
     */
    public DatagramFault onFlow(int index) {
        if (index < 0) {
            throw new IllegalArgumentException("onFlow must be given 0 or more but was " + index + ". Write 0.");
        }
        checkSelecting("onFlow");
        return new DatagramFault(effect, index, selection());
    }

    /**
     * Strike one datagram of each flow and direction.
     *
     * @param index its ordinal, 0 for the first
     * @return a copy with it, never null
     */
    public DatagramFault onDatagram(int index) {
        return selecting("onDatagram", selection().only("onDatagram", index));
    }

    /**
     * Strike by chance; which, is drawn by their ordinals.
     *
     * @param probability of each datagram, 0 to 1
     * @return a copy with it, never null
     */
    public DatagramFault withProbability(double probability) {
        return selecting("withProbability", selection().share("The probability of " + effect.kind(), probability));
    }

    @Override
    void checkSelecting(String verb) {
        if (effect.kind() == Kind.UNREACHABLE) {
            throw new IllegalArgumentException(
                    verb + " has no effect on " + effect + ", which is about the whole link. Remove it.");
        }
    }

    @Override
    DatagramFault with(Selection selected) {
        return new DatagramFault(effect, flow, selected);
    }

    /**
     * Give what it does.
     *
     * @return the effect, never null
     */
    public DatagramEffect effect() {
        return effect;
    }

    /**
     * Tell whether a flow is selected.
     *
     * @param index its ordinal
     * @return true if it is
     */
    public boolean selectsFlow(int index) {
        return flow < 0 || flow == index;
    }

    @Override
    public boolean isRandom() {
        return effect.isRandom() || selection().isRandom();
    }

    /** Describe the fault, as the transcript does. */
    @Override
    public String toString() {
        return effect + (flow < 0 ? "" : ", flow #" + flow) + selection().text("datagram");
    }
}
