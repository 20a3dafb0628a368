package io.github.loopline.fault;

import io.github.loopline.internal.Draws;
import io.github.loopline.trace.Bytes;
import java.time.Duration;

/**
 * What goes wrong with datagrams, when and to whom: {@code loss(0.1).toServer()}, {@code duplicate().onNext(1)}. It does nothing
 * until a link applies it. Immutable; each method gives a copy.
 *
 * <p>Without a direction it means both, without a selector all datagrams. Datagrams are numbered for each flow (that is, client)
 * and direction.
 *
 * @since 0.1
 */
public final class DatagramFault {

    /** What a fault does. */
    public enum Effect {
        /** The datagram does not arrive. */
        LOSS("loss"),
        /** Several datagrams in a row do not arrive. */
        BURST_LOSS("burstLoss"),
        /** No datagram arrives. */
        PARTITION("partition"),
        /** It arrives twice. */
        DUPLICATE("duplicate"),
        /** Later ones overtake it. */
        REORDER("reorder"),
        /** It arrives later. */
        DELAY("delay"),
        /** It arrives changed. */
        CORRUPT("corrupt"),
        /** It arrives cut. */
        TRUNCATE("truncate"),
        /** It does not arrive if it is large. */
        MTU("mtu"),
        /** It arrives from somebody else. */
        FOREIGN_SENDER("foreignSender"),
        /** It waits until the fault is lifted. */
        HOLD("hold"),
        /** Nobody is there. */
        UNREACHABLE("unreachable");

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

    private final Effect effect;
    private final Delay delay;
    private final int amount;
    private final double enter;
    private final double leave;
    private final int flow; // -1 for all
    private final Selection selection;

    private DatagramFault(
            Effect effect, Delay delay, int amount, double enter, double leave, int flow, Selection selection) {
        this.effect = effect;
        this.delay = delay;
        this.amount = amount;
        this.enter = enter;
        this.leave = leave;
        this.flow = flow;
        this.selection = selection;
    }

    private static DatagramFault of(Effect effect, Duration time, int amount) {
        return new DatagramFault(effect, Delay.fixed(time), amount, 0, 0, -1, Selection.ALL);
    }

    /**
     * Lose datagrams: all that are selected.
     *
     * @return the fault, never null
     */
    public static DatagramFault loss() {
        return of(Effect.LOSS, Duration.ZERO, 0);
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
        return new DatagramFault(
                Effect.BURST_LOSS,
                Delay.fixed(Duration.ZERO),
                0,
                Draws.probability("The probability to enter a burst", enter),
                Draws.probability("The probability to leave a burst", leave),
                -1,
                Selection.ALL);
    }

    /**
     * Let nothing through.
     *
     * @return the fault, never null
     */
    public static DatagramFault partition() {
        return of(Effect.PARTITION, Duration.ZERO, 0);
    }

    /**
     * Deliver datagrams twice.
     *
     * @return the fault, never null
     */
    public static DatagramFault duplicate() {
        return of(Effect.DUPLICATE, Duration.ZERO, 0);
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
        return of(Effect.REORDER, most, overtaking);
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
        return new DatagramFault(Effect.DELAY, delay, 0, 0, 0, -1, Selection.ALL);
    }

    /**
     * Invert one bit of each datagram; which, is drawn. An empty datagram stays as it is.
     *
     * @return the fault, never null
     */
    public static DatagramFault corrupt() {
        return of(Effect.CORRUPT, Duration.ZERO, 0);
    }

    /**
     * Cut what is longer.
     *
     * @param bytes what is left, 0 or more
     * @return the fault, never null
     */
    public static DatagramFault truncate(int bytes) {
        return of(Effect.TRUNCATE, Duration.ZERO, size("truncate", bytes));
    }

    /**
     * Lose what is longer, as a path does whose MTU is small and that tells nobody.
     *
     * @param bytes what still passes, 0 or more
     * @return the fault, never null
     */
    public static DatagramFault mtu(int bytes) {
        return of(Effect.MTU, Duration.ZERO, size("mtu", bytes));
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
        return of(Effect.FOREIGN_SENDER, Duration.ZERO, 0);
    }

    /**
     * Hold datagrams back until the fault is lifted, and then deliver them in their order.
     *
     * @return the fault, never null
     */
    public static DatagramFault hold() {
        return of(Effect.HOLD, Duration.ZERO, 0);
    }

    /**
     * Let clients hear "port unreachable", those at least whose sockets are connected: the others never hear. What servers send
     * meanwhile is lost.
     *
     * @return the fault, never null
     */
    public static DatagramFault unreachable() {
        return of(Effect.UNREACHABLE, Duration.ZERO, 0);
    }

    /**
     * Strike only what clients send.
     *
     * @return a copy with it, never null
     */
    public DatagramFault toServer() {
        return selecting("toServer", selection.direction(Direction.TO_SERVER));
    }

    /**
     * Strike only what servers send.
     *
     * @return a copy with it, never null
     */
    public DatagramFault toClient() {
        return selecting("toClient", selection.direction(Direction.TO_CLIENT));
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
        DatagramFault same = selecting("onFlow", selection);
        return new DatagramFault(same.effect, delay, amount, enter, leave, index, selection);
    }

    /**
     * Strike one datagram of each flow and direction.
     *
     * @param index its ordinal, 0 for the first
     * @return a copy with it, never null
     */
    public DatagramFault onDatagram(int index) {
        return selecting("onDatagram", selection.only("onDatagram", index));
    }

    /**
     * Strike the next datagrams of each flow and direction.
     *
     * @param count how many, 1 or more
     * @return a copy with it, never null
     */
    public DatagramFault onNext(int count) {
        return selecting("onNext", selection.next(count));
    }

    /**
     * Strike every so many-th datagram of each flow and direction.
     *
     * @param count 1 or more; 3 for the third, the sixth ...
     * @return a copy with it, never null
     */
    public DatagramFault onEvery(int count) {
        return selecting("onEvery", selection.every(count));
    }

    /**
     * Strike by chance; which, is drawn by their ordinals.
     *
     * @param probability of each datagram, 0 to 1
     * @return a copy with it, never null
     */
    public DatagramFault withProbability(double probability) {
        return selecting("withProbability", selection.share("The probability of " + effect, probability));
    }

    private DatagramFault selecting(String verb, Selection selected) {
        if (effect == Effect.UNREACHABLE) {
            throw new IllegalArgumentException(
                    verb + " has no effect on " + effect + ", which is about the whole link. Remove it.");
        }
        return new DatagramFault(effect, delay, amount, enter, leave, flow, selected);
    }

    /**
     * Be lifted by itself after a time.
     *
     * @param time more than zero and at most an hour
     * @return a copy with it, never null
     */
    public DatagramFault lasting(Duration time) {
        return new DatagramFault(effect, delay, amount, enter, leave, flow, selection.lasting(time));
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
     * @return a delay, or how long a reordered datagram waits; zero for the others; never null
     */
    public Delay delay() {
        return delay;
    }

    /**
     * Give the number that the effect has.
     *
     * @return bytes, or how many datagrams overtake
     */
    public int amount() {
        return amount;
    }

    /**
     * Give the probability that a good line turns bad.
     *
     * @return 0 for all effects but burst loss
     */
    public double enter() {
        return enter;
    }

    /**
     * Give the probability that a bad line turns good.
     *
     * @return 0 for all effects but burst loss
     */
    public double leave() {
        return leave;
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

    /**
     * Give which datagrams it strikes and how long it lasts.
     *
     * @return the selection, never null
     */
    public Selection selection() {
        return selection;
    }

    /**
     * Tell whether it draws.
     *
     * @return true if chance has a part in it
     */
    public boolean isRandom() {
        return delay.isRandom()
                || effect == Effect.CORRUPT
                || effect == Effect.BURST_LOSS && (enter > 0 && enter < 1 || leave > 0 && leave < 1)
                || selection.isRandom();
    }

    private String details() {
        return switch (effect) {
            case BURST_LOSS -> " " + enter + " in, " + leave + " out";
            case REORDER -> " behind " + amount + " or " + delay;
            case DELAY -> " " + delay;
            case TRUNCATE, MTU -> " " + Bytes.count(amount);
            default -> "";
        };
    }

    /** Describe the fault, as the transcript does. */
    @Override
    public String toString() {
        return effect + details() + (flow < 0 ? "" : ", flow #" + flow) + selection.text("datagram");
    }
}
