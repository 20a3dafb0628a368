package io.github.loopline.junit;

import io.github.loopline.internal.Strikes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The search for the fewest strikes of chance that make a test fail, run by run: first without all of them, then without halves,
 * quarters ..., in the end without single ones, until none can be left out (delta debugging by complements, Zeller and Hildebrandt
 * 2002). One run goes on at a time, and the thread that runs it asks here; a preemptive timeout makes that two, so it is thread-safe.
 */
final class Shrinking {

    /** Runs of a test, the first and the last included. */
    static final int MOST_RUNS = 50;

    private static final int MOST_LISTED = 20;

    private final int most;
    private int runs;
    private int first; // strikes of the first run
    private Strikes strikes = new Strikes(null);
    private @Nullable Throwable failure; // of the smallest set so far
    private Map<Long, String> smallest = Map.of();
    private final Set<Long> passed = new HashSet<>(); // sums of sets
    private List<Long> candidate = List.of();
    private int size; // of the part to leave out
    private int at; // where that part begins
    private boolean shrunk; // since parts have this size
    private boolean failed; // this run
    private boolean complete = true; // nothing more can be left out
    private boolean confirming; // the last run is to fail under the smallest set
    private boolean unconfirmed; // and did not
    private boolean over;

    Shrinking(int most) {
        this.most = most;
    }

    /** Begins the next run, if there is one. */
    synchronized boolean begin() {
        if (over) {
            return false;
        }
        runs++;
        failed = false;
        if (runs > 1) {
            strikes = new Strikes(new HashSet<>(confirming ? smallest.keySet() : candidate));
        }
        return true;
    }

    synchronized Strikes strikes() {
        return strikes;
    }

    /** Describes the run that has begun. */
    synchronized String plan() {
        int left = confirming ? smallest.size() : candidate.size();
        return runs == 1 ? "as drawn" : "with " + left + " of " + faults(first);
    }

    private static String faults(int count) {
        return count == 1 ? "1 fault of chance" : count + " faults of chance";
    }

    /** Notes that the run failed; true if it is the last one, and fails the test. */
    synchronized boolean fail(Throwable thrown) {
        failed = true;
        if (!unconfirmed) {
            failure = thrown;
            smallest = strikes.struck();
        }
        if (runs == 1) {
            first = smallest.size();
            size = first;
        } else {
            shrunk = true;
        }
        if (most == 1 || confirming || smallest.isEmpty() || !findCandidate()) {
            over = true;
        } else if (runs >= most - 1) {
            over = true;
            complete = false;
        }
        return over;
    }

    /** Notes that the run passed. */
    synchronized void pass() {
        if (runs == 1 || confirming) {
            over = true;
            return;
        }
        passed.add(sum(candidate));
        at += size;
        confirming = !findCandidate();
        if (!confirming && runs >= most - 1) {
            confirming = true;
            complete = false;
        }
    }

    /** Notes that the run was aborted: by this search, or since an assumption did not hold. */
    synchronized void abort() {
        if (!failed) {
            pass();
        }
    }

    /** Ends the search: the test failed elsewhere. */
    synchronized void end() {
        over = true;
    }

    /** Gives what the test has failed with before if this run was to fail again, but is about to end without. */
    synchronized @Nullable Throwable unconfirmed() {
        unconfirmed = confirming;
        return confirming ? failure : null;
    }

    /** Looks for a smaller set that was not tried. */
    private boolean findCandidate() {
        List<Long> all = List.copyOf(smallest.keySet());
        while (true) {
            if (at >= all.size()) {
                if (size <= 1 && !shrunk) {
                    return false;
                }
                size = Math.max(1, Math.min(size, all.size()) / 2);
                at = 0;
                shrunk = false;
            }
            candidate = new ArrayList<>(all);
            candidate.subList(at, Math.min(all.size(), at + size)).clear();
            if (!passed.contains(sum(candidate))) {
                return true;
            }
            at += size;
        }
    }

    /** Places are numbers that were drawn, so two sets do not have the same sum. */
    private static long sum(List<Long> places) {
        return places.stream().mapToLong(Long::longValue).sum();
    }

    /** Says why a run that failed counts as aborted. */
    synchronized String aborted() {
        return "Failed under " + faults(smallest.size()) + ". It is run again with fewer; the last run tells.";
    }

    /** Tells what was found, when the last run has failed. */
    synchronized String report(String test, String seed) {
        int left = smallest.size();
        String under = most == 1 ? faults(left) : left + " of " + faults(first);
        StringBuilder report = new StringBuilder(test);
        if (first == 0) {
            report.append(" failed, and no fault of chance struck");
        } else if (left == 0) {
            report.append(" fails without its ").append(faults(first)).append(" too");
        } else if (unconfirmed) {
            report.append(" failed under ").append(under).append(", but not when they struck again");
        } else {
            report.append(most == 1 ? " failed under " : " fails under ").append(under);
        }
        report.append(runs == 1 ? "" : ", as " + runs + " runs found");
        report.append(complete ? "" : ", which were too few to look for less");
        report.append(". Its seed: ").append(seed);
        smallest.values().stream()
                .limit(MOST_LISTED)
                .forEach(each -> report.append("\n  ").append(each));
        if (left > MOST_LISTED) {
            report.append("\n  and ").append(left - MOST_LISTED).append(" more");
        }
        return report.toString();
    }
}
