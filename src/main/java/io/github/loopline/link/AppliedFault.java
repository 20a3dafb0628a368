package io.github.loopline.link;

import io.github.loopline.internal.Draws;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import org.assertj.core.api.AssertProvider;

/**
 * A fault that a link applies, until it is closed: lifted. In a try block it lasts as long as that. What was under way when it
 * was applied or lifted keeps the delay that it had. Thread-safe.
 *
 * @since 0.1
 */
public abstract class AppliedFault implements AutoCloseable, AssertProvider<AppliedFaultAssert> {

    /** Strikes that the transcript tells one by one; later ones are counted. */
    private static final int MOST_TOLD = 1000;

    private final Object fault;
    private final Track track;
    private final EventLog log;
    private final Draws draws;
    private long struck; // guarded by the log, as the next
    private boolean lifted;

    AppliedFault(Object fault, Track track, Draws draws, boolean isRandom) {
        this.fault = fault;
        this.track = track;
        this.log = track.log();
        this.draws = draws;
        log.add(track, EventKind.FAULT, "applied: " + fault + (isRandom ? ", drawn again by " + draws : ""));
    }

    final Draws draws() {
        return draws;
    }

    final EventLog log() {
        return log;
    }

    /** Counts and tells that it has done something; on the engine's thread. */
    final void strike(Track whom, String what) {
        synchronized (log) {
            struck++;
            if (struck <= MOST_TOLD) {
                log.add(whom, EventKind.FAULT, what);
            } else if (struck == MOST_TOLD + 1) {
                log.add(track, EventKind.FAULT, "further strikes are counted only: " + fault);
            }
        }
    }

    /**
     * Count how often it has struck: a fault that changes or drops counts bytes or datagrams changed or dropped, one that ends
     * counts connections, any other connections and directions in which it had something to do. Refused connects cannot be counted.
     *
     * @return the count so far
     */
    public final long struck() {
        synchronized (log) {
            return struck;
        }
    }

    /**
     * Tell whether it is still applied.
     *
     * @return false once it was lifted, or has expired
     */
    public final boolean isActive() {
        synchronized (log) {
            return !lifted;
        }
    }

    /** Notes that it is over; false if it was before. On the engine's thread. */
    final boolean end() {
        synchronized (log) {
            if (lifted) {
                return false;
            }
            lifted = true;
            log.add(track, EventKind.FAULT, "lifted: " + fault);
            return true;
        }
    }

    /** Lift the fault. When it returns, the link goes on without. Idempotent. */
    @Override
    public abstract void close();

    /** Enter AssertJ: {@code assertThat(applied)} finds the assertions of a fault. */
    @Override
    public final AppliedFaultAssert assertThat() {
        return new AppliedFaultAssert(this);
    }

    /** Describe the fault, as the transcript does. */
    @Override
    public final String toString() {
        return fault + " of " + track;
    }
}
