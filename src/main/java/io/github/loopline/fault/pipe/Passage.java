package io.github.loopline.fault.pipe;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A datagram on its way through a lane. On the loop of its owner. */
public final class Passage {

    private final long ordinal;
    private byte[] data;
    private int copies = 1;
    private boolean foreign;
    private byte @Nullable [] forgery;
    private byte @Nullable [] forerunner;
    private long delay; // nanoseconds
    private final List<AppliedDatagramFault> holders = new ArrayList<>(0);
    private List<AppliedDatagramFault> met = List.of(); // if it is held
    private int overtaking; // later datagrams that it still waits for
    private long longestWait; // nanoseconds

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

    void forge(byte[] other) {
        forgery = other;
    }

    /** Gives what somebody else sends before it, or null. */
    public byte @Nullable [] forgery() {
        return forgery;
    }

    /** Gives what the sender itself sends before it, or null. */
    public byte @Nullable [] forerunner() {
        return forerunner;
    }

    void follow(byte[] other) {
        forerunner = other;
    }

    long delay() {
        return delay;
    }

    void delay(long nanos) {
        delay += nanos;
    }

    /** Holds it back until a fault is lifted. */
    void hold(AppliedDatagramFault holder) {
        holders.add(holder);
    }

    /** Tells whether one that holds it back is still applied. */
    boolean isHeld() {
        return holders.stream().anyMatch(AppliedDatagramFault::isActing);
    }

    /** Notes the faults that it need not meet again when it is let go. */
    void met(List<AppliedDatagramFault> faults) {
        met = List.copyOf(faults);
    }

    boolean hasMet(AppliedDatagramFault fault) {
        return met.contains(fault);
    }

    /** Lets it wait for later ones, unless it waits already: the first fault decides, and what is held stays in order. */
    boolean waitFor(int later, long nanos) {
        boolean first = overtaking == 0 && !isHeld();
        if (first) {
            overtaking = later;
            longestWait = nanos;
        }
        return first;
    }

    boolean waitsForOthers() {
        return overtaking > 0;
    }

    /** Lets it wait for nobody any more. */
    void endWait() {
        overtaking = 0;
    }

    long longestWait() {
        return longestWait;
    }

    /** Notes that a later one has overtaken it; true once it need not wait any more. */
    boolean overtaken() {
        overtaking--;
        return overtaking <= 0;
    }
}
