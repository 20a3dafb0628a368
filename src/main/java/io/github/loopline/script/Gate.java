package io.github.loopline.script;

import io.github.loopline.internal.Deadline;
import io.github.loopline.net.FixtureException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Where scripts wait until the test lets them go on: {@code s.expect("BEGIN\n").await(gate).send("OK\n")}. Any number of
 * scripts may wait at it. Thread-safe.
 *
 * @since 0.1
 */
public final class Gate {

    private final String name;
    private final List<Play> waiting = new ArrayList<>(); // guarded by this, as all below
    private boolean open;
    private int arrivals;

    /** Create a closed gate. */
    public Gate() {
        this("gate");
    }

    /**
     * Create a closed gate with a name for messages.
     *
     * @param name any text
     */
    public Gate(String name) {
        this.name = name;
    }

    /**
     * Let all scripts go on that wait here, and those that come later.
     *
     * @return this
     */
    public Gate release() {
        List<Play> released;
        synchronized (this) {
            open = true;
            released = List.copyOf(waiting);
            waiting.clear();
        }
        released.forEach(play -> play.errands().advanceSoon());
        return this;
    }

    /**
     * Close again: scripts that come later wait.
     *
     * @return this
     */
    public synchronized Gate hold() {
        open = false;
        return this;
    }

    /**
     * Wait for 5 s until a script has come here.
     *
     * @return this
     * @throws FixtureException if none comes
     */
    public Gate awaitArrival() {
        return awaitArrival(Duration.ofSeconds(5));
    }

    /**
     * Wait until a script has come here, whether it had to wait or not.
     *
     * @param time how long
     * @return this
     * @throws FixtureException if none comes, or the thread is interrupted
     */
    public synchronized Gate awaitArrival(Duration time) {
        Deadline deadline = Deadline.after(time);
        try {
            while (arrivals == 0) {
                if (deadline.isOver()) {
                    throw new FixtureException(
                            "Waited " + Deadline.text(time) + " for a script to come to " + this + " but none came.");
                }
                wait(Math.max(1, deadline.remainingNanos() / 1_000_000));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FixtureException("Interrupted while waiting for a script to come to " + this + ".", e);
        }
        return this;
    }

    /** Notes an arrival, and who waits if it is closed. */
    synchronized boolean arrive(Play play, boolean first) {
        if (first) {
            arrivals++;
            notifyAll();
        }
        if (!open && !waiting.contains(play)) {
            waiting.add(play);
        }
        return open;
    }

    /** Name the gate, as messages do. */
    @Override
    public String toString() {
        return name;
    }
}
