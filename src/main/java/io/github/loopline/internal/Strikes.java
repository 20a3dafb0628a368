package io.github.loopline.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What faults of chance did in one run of a test, and which of them may strike in it. A strike is known by its place: the number
 * that is drawn there, which is the same in each run. Thread-safe.
 */
public final class Strikes {

    /** Those that are told in words; of further ones only the place is kept. */
    private static final int MOST_TOLD = 1000;

    private final @Nullable Set<Long> allowed; // null for all
    private final Map<Long, String> struck = new LinkedHashMap<>(); // guarded by this

    /**
     * Begin a run.
     *
     * @param allowed the places where faults may strike, or null for wherever they are drawn
     */
    public Strikes(@Nullable Set<Long> allowed) {
        this.allowed = allowed == null ? null : Set.copyOf(allowed);
    }

    boolean allows(long place) {
        return allowed == null || allowed.contains(place);
    }

    synchronized void add(long place, String what) {
        struck.put(place, struck.size() < MOST_TOLD ? what : "");
    }

    /**
     * List what has struck.
     *
     * @return a snapshot: what happened by its place, in its order; potentially empty
     */
    public synchronized Map<Long, String> struck() {
        return new LinkedHashMap<>(struck);
    }
}
