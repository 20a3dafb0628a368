package io.github.loopline.fault;

import io.github.loopline.internal.Deadline;
import io.github.loopline.script.Framing;
import io.github.loopline.trace.Bytes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a stream fault begins to act, on each connection and direction by itself. Immutable.
 *
 * @since 0.1
 */
public final class Hook {

    /** What it waits for. */
    public enum Kind {
        /** Nothing. */
        AT_ONCE,
        /** A connection comes. */
        CONNECT,
        /** So many bytes have passed; with none, the first one comes. */
        BYTES,
        /** A message comes. */
        BEFORE_MESSAGE,
        /** The first byte of a message has passed. */
        DURING_MESSAGE,
        /** A message has passed. */
        AFTER_MESSAGE,
        /** Nothing comes for a time. */
        IDLE,
        /** The sender ends the stream. */
        CLOSE
    }

    static final Hook AT_ONCE = new Hook(Kind.AT_ONCE, 0, null, null);

    private final Kind kind;
    private final long count;
    private final @Nullable Framing framing;
    private final @Nullable Duration time;

    private Hook(Kind kind, long count, @Nullable Framing framing, @Nullable Duration time) {
        this.kind = kind;
        this.count = count;
        this.framing = framing;
        this.time = time;
    }

    static Hook of(Kind kind) {
        return new Hook(kind, 0, null, null);
    }

    static Hook bytes(long count) {
        if (count < 0) {
            throw new IllegalArgumentException(
                    "afterBytes must be given 0 or more but was " + count + ". Leave it out to strike at once.");
        }
        return new Hook(Kind.BYTES, count, null, null);
    }

    static Hook message(Kind kind, String verb, int index, Framing framing) {
        if (index < 0) {
            throw new IllegalArgumentException(
                    verb + " must be given 0 or more but was " + index + ". Write 0 for the first message.");
        }
        if (framing.isOfTest()) {
            throw new IllegalArgumentException(verb + " must be given a framing of the library but was given " + framing
                    + ", which is code of the test. Use one of Framing's, or afterBytes(count).");
        }
        return new Hook(kind, index, framing, null);
    }

    static Hook idle(Duration time) {
        if (Delay.check("The idle time", time).isZero()) {
            throw new IllegalArgumentException(
                    "whenIdle must be given more than 0 s but was 0 s. Leave it out to strike at once.");
        }
        return new Hook(Kind.IDLE, 0, null, time);
    }

    /**
     * Give what it waits for.
     *
     * @return the kind, never null
     */
    public Kind kind() {
        return kind;
    }

    /**
     * Give the number that it has.
     *
     * @return a count of bytes, or the ordinal of a message
     */
    public long count() {
        return count;
    }

    /**
     * Give how messages lie in the stream.
     *
     * @return the framing, or null if it is not about messages
     */
    public @Nullable Framing framing() {
        return framing;
    }

    /**
     * Give how long nothing comes.
     *
     * @return the time, or null if it is not about that
     */
    public @Nullable Duration time() {
        return time;
    }

    /**
     * Tell whether it waits for nothing on a connection that is there.
     *
     * @return true for at once, and on connect
     */
    public boolean isAtOnce() {
        return kind == Kind.AT_ONCE || kind == Kind.CONNECT;
    }

    /** Describe it in words that begin with a space, or in none. */
    @Override
    public String toString() {
        return switch (kind) {
            case AT_ONCE -> "";
            case CONNECT -> " on connect";
            case BYTES -> " after " + Bytes.count(count);
            case BEFORE_MESSAGE -> " before message #" + count;
            case DURING_MESSAGE -> " during message #" + count;
            case AFTER_MESSAGE -> " after message #" + count;
            case IDLE -> " when idle for " + Deadline.text(time == null ? Duration.ZERO : time);
            case CLOSE -> " on close";
        };
    }
}
