package io.github.loopline.junit;

import io.github.loopline.check.WireRecord;
import io.github.loopline.check.WireVerdict;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The fixtures that one run of a test with a matrix has opened. Thread-safe, and nobody waits while they close. */
final class WireFixtures {

    private final List<Object> opened = new CopyOnWriteArrayList<>();
    private final List<Object> covered = new CopyOnWriteArrayList<>();

    /** Adds what was opened; gives the ordinal that it has if the matrix covers it. */
    synchronized int add(Object fixture) {
        opened.add(fixture);
        int ordinal = covered.size();
        if (WireRecord.covers(fixture)) {
            covered.add(fixture);
        }
        return ordinal;
    }

    /** Gives those that the matrix covers. */
    List<Object> covered() {
        return List.copyOf(covered);
    }

    /** Tells whether a test failed for what one of them got. */
    boolean areReasonOf(Throwable thrown) {
        return WireVerdict.isOfFixture(
                thrown, opened.stream().map(String::valueOf).toList());
    }

    void close() {
        for (Object each : opened) {
            if (each instanceof AutoCloseable fixture) {
                try {
                    fixture.close();
                } catch (Exception e) {
                    // its owner closes it again, and tells
                }
            }
        }
    }
}
