package io.github.loopline.fault.pipe;

import io.github.loopline.fault.AppliedFault;
import io.github.loopline.fault.AppliedFaultAssert;
import io.github.loopline.fault.Fault;
import io.github.loopline.internal.Draws;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;

/** A fault that acts on something, how often it struck, and whether it was lifted. */
public abstract class Applied implements AppliedFault {

    /** Strikes that the transcript tells one by one; later ones are counted. */
    private static final int MOST_TOLD = 1000;

    private final Faults<?> faults;
    private final String fault;
    private final Track track;
    private final EventLog log;
    private final Draws draws;
    private final boolean random;
    private long struck; // guarded by the log, as the next
    private boolean ending; // it is being lifted
    private boolean lifted; // and nothing of it is left

    /** Tells that a fault is applied, in the words of its owner. */
    Applied(Faults<?> faults, Fault<?> fault, String text, Draws draws) {
        this.faults = faults;
        this.fault = text;
        this.track = faults.track();
        this.log = track.log();
        this.draws = draws;
        this.random = fault.isRandom();
        log.add(track, EventKind.FAULT, "applied: " + text + (random ? ", drawn again by " + draws : ""));
    }

    /** Gives the random numbers of the fault. */
    public final Draws draws() {
        return draws;
    }

    /** Tells whether it may strike at a place in its random numbers: not if the test is run again without that strike. */
    public final boolean allows(Draws at, long position) {
        return !random || at.allows(position);
    }

    /** Counts and tells that it has done something at a place in its random numbers; on the engine's thread. */
    public final void strike(Track whom, String what, Draws at, long position) {
        if (random) {
            at.struck(position, whom + ": " + what);
        }
        synchronized (log) {
            struck++;
            if (struck <= MOST_TOLD) {
                log.add(whom, EventKind.FAULT, what);
            } else if (struck == MOST_TOLD + 1) {
                log.add(track, EventKind.FAULT, "further strikes are counted only: " + fault);
            }
        }
    }

    @Override
    public final long struck() {
        synchronized (log) {
            return struck;
        }
    }

    @Override
    public final boolean isActive() {
        synchronized (log) {
            return !lifted;
        }
    }

    /** Tells whether it still acts, for those that it acts on. */
    final boolean isActing() {
        synchronized (log) {
            return !ending;
        }
    }

    /** Begins to lift it; false if that was done before. On the engine's thread. */
    public final boolean end() {
        synchronized (log) {
            if (ending) {
                return false;
            }
            ending = true;
            log.add(track, EventKind.FAULT, "lifted: " + fault);
            return true;
        }
    }

    /** Notes that nothing of it is left: whoever waits for that may rely on it. On the engine's thread. */
    final void ended() {
        synchronized (log) {
            lifted = true;
            log.signal().fire();
        }
    }

    @Override
    public final void close() {
        faults.lift(this);
    }

    @Override
    public final AppliedFaultAssert assertThat() {
        return new AppliedFaultAssert(this, log);
    }

    /** Describe the fault, as the transcript does. */
    @Override
    public final String toString() {
        return fault + " of " + track;
    }
}
