package io.github.loopline.junit;

import io.github.loopline.Loopback;
import io.github.loopline.check.Leaks;
import io.github.loopline.check.LeftOpen;
import io.github.loopline.check.TestCalls;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Track;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Judges what the code under test has left behind when the lifetime of fixtures ends: after all code of the test, before the
 * fixtures are closed.
 */
final class Leftovers {

    /** How long code under test may take that closes on another thread. Only a leak takes it. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final LeakMode mode;
    private final TestCalls calls;
    private final List<Leaks> own;

    /** Of fixtures whose lifetime ends, beside those that live on. */
    Leftovers(LeakMode mode, TestCalls calls, List<Loopback> ending, List<Loopback> around) {
        this.mode = mode;
        this.calls = calls;
        own = ending.stream().map(Loopback::leaks).toList();
        List<Leaks> others = around.stream().map(Loopback::leaks).toList();
        for (Leaks one : own) {
            own.stream().filter(other -> other != one).forEach(one::beside);
            others.forEach(one::beside);
        }
    }

    /**
     * Gives what fails a test that has not failed yet, or null; and notes in the transcript of one that fails what is open. The
     * kernel is asked only after something was found.
     */
    @Nullable
    AssertionError judge(boolean failed) {
        AssertionError error = failed || mode == LeakMode.OFF || mode == LeakMode.TELL ? null : error();
        if (mode != LeakMode.OFF && (failed || error != null)) {
            note();
        }
        return error;
    }

    private @Nullable AssertionError error() {
        boolean strict = mode == LeakMode.FAIL;
        if (!strict && !calls.hasFailures()) {
            return null;
        }
        Predicate<Track> judged = strict ? track -> true : track -> calls.failedOn(track) != null;
        List<String> lines = new ArrayList<>();
        Duration grace = GRACE;
        for (Leaks leaks : own) {
            List<LeftOpen> found = leaks.after(grace, judged);
            found.forEach(left -> lines.add(line(left)));
            grace = found.isEmpty() ? grace : Duration.ZERO;
        }
        if (strict) {
            lines.addAll(calls.running());
        }
        return lines.isEmpty() ? null : new AssertionError(message(lines));
    }

    private String line(LeftOpen left) {
        String failed = calls.failedOn(left.track());
        return left + (failed == null ? "" : "\n    last used by " + failed);
    }

    private String message(List<String> lines) {
        String why = mode == LeakMode.FAIL ? "" : " after a call that failed";
        return "The code under test has left open" + why + ":\n  " + String.join("\n  ", lines)
                + "\nClose it on every way out. Where it is meant to stay, in a pool say: @NetworkDefaults(leaks = LeakMode.TELL).";
    }

    private void note() {
        for (Leaks leaks : own) {
            for (LeftOpen left : leaks.now()) {
                Track track = left.track();
                track.log().add(track, EventKind.NOTE, "left open by the code under test");
            }
        }
    }
}
