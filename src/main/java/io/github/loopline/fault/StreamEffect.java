package io.github.loopline.fault;

import io.github.loopline.trace.Bytes;

/**
 * What a stream fault does, and how much of it. Immutable.
 *
 * @since 0.1
 */
public final class StreamEffect extends Effect<StreamEffect.Kind> {

    /** What it does. */
    public enum Kind {
        /** Bytes arrive later. */
        LATENCY("latency"),
        /** Bytes arrive at a limited rate. */
        BANDWIDTH("bandwidth"),
        /** Bytes arrive in small pieces. */
        SLICE("slice"),
        /** Bytes arrive together. */
        COALESCE("coalesce"),
        /** Bytes arrive once the peer has read those before. */
        CUT("cut"),
        /** Bytes arrive one by one, each once the peer has read the one before. */
        DRIP("drip"),
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
        /** Bytes arrive that nobody has sent. */
        GARBAGE("garbage"),
        /** Connects are refused. */
        REFUSE("refuse"),
        /** Connects are not answered. */
        UNRESPONSIVE("unresponsive");

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

    private final double probability;

    private StreamEffect(Kind kind, Delay delay, long amount, double probability) {
        super(kind, amount, delay);
        this.probability = probability;
    }

    static StreamEffect of(Kind kind) {
        return of(kind, 0);
    }

    static StreamEffect of(Kind kind, long amount) {
        return of(kind, amount, NO_DELAY);
    }

    static StreamEffect of(Kind kind, long amount, Delay delay) {
        return new StreamEffect(kind, delay, amount, 0);
    }

    /** Changes bytes by chance. */
    static StreamEffect corrupting(double probability) {
        return new StreamEffect(Kind.CORRUPT, NO_DELAY, -1, probability);
    }

    /**
     * Give the probability that it has.
     *
     * @return of each byte to be changed, 0 for all other kinds
     */
    public double probability() {
        return probability;
    }

    /**
     * Tell whether it ends a connection.
     *
     * @return true for reset, close and half-close
     */
    public boolean isEnding() {
        return kind() == Kind.RESET || kind() == Kind.CLOSE || kind() == Kind.HALF_CLOSE;
    }

    /**
     * Tell whether it is about connects and not about connections.
     *
     * @return true for refuse and unresponsive
     */
    public boolean isOfListener() {
        return kind() == Kind.REFUSE || kind() == Kind.UNRESPONSIVE;
    }

    /**
     * Tell whether it acts on what passes as long as it is there.
     *
     * @return true for all others
     */
    public boolean isLasting() {
        return !isEnding() && !isOfListener() && kind() != Kind.GARBAGE && kind() != Kind.CUT && kind() != Kind.DRIP;
    }

    @Override
    boolean isRandom() {
        return super.isRandom() || kind() == Kind.GARBAGE || probability > 0 && probability < 1;
    }

    /** Describe it, as the transcript does. */
    @Override
    public String toString() {
        return kind()
                + switch (kind()) {
                    case LATENCY, SLOW_CLOSE -> " " + delay();
                    case GARBAGE, DRIP -> " " + Bytes.count(amount());
                    case BANDWIDTH -> " " + Bytes.count(amount()) + "/s";
                    case SLICE -> " " + Bytes.count(amount()) + " every " + delay();
                    case COALESCE -> " " + Bytes.count(amount()) + " or " + delay();
                    case CORRUPT -> amount() < 0 ? " " + probability : " byte " + amount();
                    default -> "";
                };
    }
}
