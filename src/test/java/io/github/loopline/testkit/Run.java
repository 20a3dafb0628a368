package io.github.loopline.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * How the samples ended. A test is named by its method, a class by its simple name; invocations of templates and dynamic tests
 * have an ordinal behind it, as in {@code repeated#2}.
 */
public final class Run implements TestExecutionListener {

    private final Trace trace;
    private final Map<String, TestExecutionResult> results = new LinkedHashMap<>(); // guarded by this, as all below
    private final Map<String, Set<String>> open = new LinkedHashMap<>();
    private final List<String> tests = new ArrayList<>();
    private final List<String> entries = new ArrayList<>();

    Run(Trace trace) {
        this.trace = trace;
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        Set<String> stillOpen = trace.open(); // JUnit goes on when this returns
        String name = name(test.getUniqueIdObject());
        synchronized (this) {
            results.put(name, result);
            open.put(name, stillOpen);
            if (test.isTest()) {
                tests.add(name);
            }
        }
        trace.end(name);
    }

    @Override
    public synchronized void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
        entry.getKeyValuePairs()
                .forEach((key, value) -> entries.add(name(test.getUniqueIdObject()) + " " + key + ": " + value));
    }

    /** Gives what tests have published, each with its name. */
    public synchronized List<String> entries() {
        return List.copyOf(entries);
    }

    private static String name(UniqueId id) {
        String name = "";
        StringBuilder ordinals = new StringBuilder();
        for (UniqueId.Segment segment : id.getSegments()) {
            String value = segment.getValue();
            if (value.startsWith("#")) {
                ordinals.append(value);
            } else {
                int end = value.indexOf('(') < 0 ? value.length() : value.indexOf('(');
                name = value.substring(Math.max(value.lastIndexOf('.', end), value.lastIndexOf('$', end)) + 1, end);
            }
        }
        return name + ordinals;
    }

    public Trace trace() {
        return trace;
    }

    /** Names the tests, without containers, in the order of their end. */
    public synchronized List<String> tests() {
        return List.copyOf(tests);
    }

    /** Gives the results of tests and containers by name, in the order of their end. */
    public synchronized Map<String, TestExecutionResult> results() {
        return new LinkedHashMap<>(results);
    }

    /** Asserts that so many tests ran, and that these and all containers succeeded. */
    public synchronized Run succeeded(int count) {
        assertThat(results)
                .allSatisfy((name, result) -> assertThat(result.getStatus())
                        .as("%s: %s", name, result)
                        .isEqualTo(Status.SUCCESSFUL));
        assertThat(tests).hasSize(count);
        return this;
    }

    /** Asserts that a test or class succeeded. */
    public Run succeeded(String name) {
        assertThat(result(name).getStatus()).as("%s: %s", name, result(name)).isEqualTo(Status.SUCCESSFUL);
        return this;
    }

    /** Gives what a test or class failed with. */
    public Throwable failure(String name) {
        return thrown(name, Status.FAILED);
    }

    /** Gives what a test or class was aborted with. */
    public Throwable abortion(String name) {
        return thrown(name, Status.ABORTED);
    }

    private Throwable thrown(String name, Status status) {
        TestExecutionResult result = results.get(name);
        assertThat(result)
                .as("the result of %s among %s", name, results.keySet())
                .isNotNull();
        assertThat(result.getStatus()).as("%s: %s", name, result).isEqualTo(status);
        return result.getThrowable().orElseThrow();
    }

    private synchronized TestExecutionResult result(String name) {
        TestExecutionResult result = results.get(name);
        assertThat(result)
                .as("the result of %s among %s", name, results.keySet())
                .isNotNull();
        return result;
    }

    /** Tells which of the fixtures that the trace saw were open when JUnit said that a test or class had finished. */
    public synchronized Set<String> openAfter(String name) {
        return Objects.requireNonNull(open.get(name), name);
    }
}
