package io.github.loopline.fault.pipe;

import org.jspecify.annotations.Nullable;

/** A datagram on its way through a lane. On the loop of its owner. */
public final class Passage {

    private final long ordinal;
    private byte[] data;
    private int copies = 1;
    private boolean foreign;
    private boolean forged;
    private long delay; // nanoseconds
    private boolean waiting; // for others, or for the end of a fault
    private int overtaking; // later datagrams that it still waits for

    Passage(long ordinal, byte[] data) {
        this.ordinal = ordinal;
        this.data = data;
    }

    long ordinal() {
        return ordinal;
    }

    /** Gives the bytes, changed or not. */
    public byte[] data() {
        return data;
    }

    void replace(byte[] other) {
        data = other;
    }

    int copies() {
        return copies;
    }

    void duplicate() {
        copies++;
    }

    /** Tells whether it is to come from somebody else. */
    public boolean isForeign() {
        return foreign;
    }

    void makeForeign() {
        foreign = true;
    }

    void forge() {
        forged = true;
    }

    /** Gives what somebody else sends before it, or null. */
    public byte @Nullable [] forgery() {
        if (!forged || data.length == 0) {
            return null;
        }
        byte[] other = data.clone();
        other[other.length - 1] ^= 1;
        return other;
    }

    long delay() {
        return delay;
    }

    void delay(long nanos) {
        delay += nanos;
    }

    /** Holds it back, unless it is held back already: the first fault that does so decides until when. */
    boolean hold() {
        boolean first = !waiting;
        waiting = true;
        return first;
    }

    void waitFor(int later) {
        overtaking = later;
    }

    /** Notes that a later one has overtaken it; true once it need not wait any more. */
    boolean overtaken() {
        overtaking--;
        return overtaking <= 0;
    }
}
