package io.github.loopline.script;

import io.github.loopline.fixture.Indexes;
import io.github.loopline.internal.Deadline;
import io.github.loopline.net.FixtureException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where scripts wait until the test lets them go on: {@code s.expect("BEGIN\n").await(gate).send("OK\n")}. Any number of
 * scripts may wait at it. Thread-safe.
 *
 * @since 0.1
 */
public final class Gate {

    private final String name;
    private final List<Play> waiting = new ArrayList<>(); // guarded by this, as all below
    private final Set<Integer> passes = new HashSet<>(); // ordinals of connections
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
     * Let the scripts of one connection go on alone: those that wait here, and those that come later.
     *
     * @param connection its ordinal at its fixture, 0 for the first
     * @return this
     */
    public Gate release(int connection) {
        Indexes.check("release", connection);
        List<Play> released;
        synchronized (this) {
            passes.add(connection);
            released = waiting.stream().filter(this::passes).toList();
            waiting.removeAll(released);
        }
        released.forEach(play -> play.errands().advanceSoon());
        return this;
    }

    private boolean passes(Play play) {
        return open || passes.contains(play.track().index());
    }

    /**
     * Close again: scripts that come later wait.
     *
     * @return this
     */
    public synchronized Gate hold() {
        open = false;
        passes.clear();
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
    public Gate awaitArrival(Duration time) {
        return awaitArrivals(1, time);
    }

    /**
     * Wait for 5 s until so many scripts have come here, those of a repetition each time anew.
     *
     * @param count how many since the gate was made, 1 or more
     * @return this
     * @throws FixtureException if fewer come, or the thread is interrupted
     */
    public Gate awaitArrivals(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("awaitArrivals must be given 1 script or more but was " + count + ".");
        }
        return awaitArrivals(count, Duration.ofSeconds(5));
    }

    private synchronized Gate awaitArrivals(int count, Duration time) {
        Deadline deadline = Deadline.after(time);
        try {
            while (arrivals < count) {
                if (deadline.isOver()) {
                    throw new FixtureException("Waited " + Deadline.text(time) + " for "
                            + (count == 1 ? "a script" : count + " scripts") + " to come to " + this + " but "
                            + (arrivals == 0 ? "none" : "only " + arrivals) + " came.");
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
        boolean passes = passes(play);
        if (!passes && !waiting.contains(play)) {
            waiting.add(play);
        }
        return passes;
    }

    /** Name the gate, as messages do. */
    @Override
    public String toString() {
        return name;
    }
}
