package io.github.loopline.junit;

import io.github.loopline.Loopback;
import io.github.loopline.check.Leaks;
import io.github.loopline.check.LeftOpen;
import io.github.loopline.check.LeftThread;
import io.github.loopline.check.LeftThreads;
import io.github.loopline.check.TestCalls;
import io.github.loopline.check.Unclaimed;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Track;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Judges what the code under test has left behind when the lifetime of fixtures ends: after all code of the test, before the
 * fixtures are closed.
 */
final class Leftovers {

    /** How long code under test may take that closes on another thread. Only a leak takes it. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final String ON_PURPOSE = ": @NetworkDefaults(leaks = LeakMode.TELL).";

    private final LeakMode mode;
    private final TestCalls calls;
    private final List<Leaks> own;
    private final LeftThreads threads;
    private final @Nullable Unclaimed unclaimed;
    private final Report report = new Report();

    /** Of fixtures whose lifetime ends, beside those that live on. */
    Leftovers(
            LeakMode mode,
            TestCalls calls,
            @Nullable Unclaimed unclaimed,
            List<Loopback> ending,
            List<Loopback> around) {
        this.mode = mode;
        this.calls = calls;
        this.unclaimed = unclaimed;
        own = ending.stream().map(Loopback::leaks).toList();
        List<Leaks> others = around.stream().map(Loopback::leaks).toList();
        for (Leaks one : own) {
            own.stream().filter(other -> other != one).forEach(one::beside);
            others.forEach(one::beside);
        }
        threads = new LeftThreads(
                calls, Stream.concat(own.stream(), others.stream()).toList());
    }

    /**
     * Gives what fails a test that has not failed yet, or null; and tells of what is there when one fails. The kernel and the stacks of
     * threads are asked only after something was found.
     */
    @Nullable
    AssertionError judge(boolean failed) {
        AssertionError error = failed || mode == LeakMode.OFF || mode == LeakMode.TELL ? null : error();
        if (mode != LeakMode.OFF && (failed || error != null)) {
            note();
        }
        if (mode != LeakMode.OFF && failed) {
            List<String> living = lines(threads.now());
            report.add("Threads that calls have left", () -> Report.indented(living));
            if (unclaimed != null) {
                report.add("Perhaps left behind", () -> Report.indented(unclaimed.now(own)));
            }
        }
        if (unclaimed != null && (failed || error != null)) {
            report.add(
                    "Perhaps left open (opened since its class began)", () -> Report.indented(unclaimed.opened(own)));
        }
        return error;
    }

    /** Gives what is told of a test that fails, beside the transcript. */
    Report report() {
        return report;
    }

    private @Nullable AssertionError error() {
        boolean strict = mode == LeakMode.FAIL;
        boolean judges = strict || calls.hasFailures();
        String why = strict ? "" : " after a call that failed";
        List<String> found = new ArrayList<>();
        if (judges) {
            List<String> open = open(strict ? left -> true : left -> calls.failedOn(left) != null && !left.mayBeKept());
            Duration grace = open.isEmpty() ? GRACE : Duration.ZERO;
            List<String> living = lines(threads.after(grace, strict ? left -> true : threads::isLeftByFailure));
            add(
                    found,
                    "has left open" + why,
                    open,
                    "Close it on every way out. Where it is meant to stay, in a pool say");
            add(found, "has left running" + why, living, "End it on every way out. Where it is meant to stay");
        }
        List<String> spinning = found.isEmpty() ? lines(threads.spinning()) : List.of();
        add(
                found,
                "uses the CPU while nothing is on the wire",
                spinning,
                "Wait until a socket is ready, and end with its stream. Where it is meant to poll");
        return found.isEmpty() ? null : new AssertionError(String.join("\n", found));
    }

    private List<String> open(Predicate<LeftOpen> judged) {
        List<String> lines = new ArrayList<>();
        Duration grace = GRACE;
        for (Leaks leaks : own) {
            List<LeftOpen> found = leaks.after(grace, judged);
            found.forEach(left -> lines.add(line(left)));
            grace = found.isEmpty() ? grace : Duration.ZERO;
        }
        return lines;
    }

    private String line(LeftOpen left) {
        String failed = calls.failedOn(left);
        return left + (failed == null ? "" : "\n    last used by " + failed);
    }

    private static List<String> lines(List<LeftThread> threads) {
        return threads.stream().map(LeftThread::toString).toList();
    }

    private static void add(List<String> found, String what, List<String> lines, String advice) {
        if (!lines.isEmpty()) {
            found.add(
                    "The code under test " + what + ":\n  " + String.join("\n  ", lines) + "\n" + advice + ON_PURPOSE);
        }
    }

    private void note() {
        for (Leaks leaks : own) {
            for (LeftOpen left : leaks.now()) {
                Track track = left.track();
                track.log().add(track, EventKind.NOTE, left.note());
            }
        }
    }
}
