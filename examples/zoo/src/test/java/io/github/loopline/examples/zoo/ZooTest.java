package io.github.loopline.examples.zoo;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.ClassNameFilter;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs the tests of all specimens, without their bugs and with them: what the README claims. */
@Execution(ExecutionMode.SAME_THREAD) // the variant is a system property
class ZooTest {

    /** A row: bug, real bugs, what happens, caught by, lines, failure. */
    private static final int COLUMNS = 6;

    @Test
    void every_fixed_specimen_passes() throws IOException {
        var outcomes = run(Variant.FIXED);

        assertThat(outcomes).containsOnlyKeys(table().keySet());
        assertThat(outcomes)
                .allSatisfy((specimen, failure) -> assertThat(failure).isEmpty());
    }

    @Test
    void every_bug_is_caught_by_a_failure_that_names_it() throws IOException {
        var table = table();
        var outcomes = run(Variant.BUGGY);

        assertThat(outcomes).containsOnlyKeys(table.keySet());
        assertThat(outcomes)
                .allSatisfy((specimen, failure) -> assertThat(failure).startsWith(table.get(specimen)));
    }

    /** Gives how the failure of each test begins, or nothing for a test that passed. */
    private static Map<String, String> run(Variant variant) {
        var outcomes = new ConcurrentHashMap<String, String>();
        var listener = new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.getSource().orElse(null) instanceof MethodSource method) {
                    outcomes.merge(
                            method.getMethodName(),
                            result.getThrowable().map(ZooTest::text).orElse(""),
                            (one, other) -> one.isEmpty() ? other : one);
                }
            }
        };
        System.setProperty(Variant.PROPERTY, variant.name());
        try {
            LauncherFactory.create()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(selectPackage(ZooTest.class.getPackageName()))
                                    .filters(ClassNameFilter.excludeClassNamePatterns(ZooTest.class.getName()))
                                    .build(),
                            listener);
        } finally {
            System.clearProperty(Variant.PROPERTY);
        }
        return new TreeMap<>(outcomes);
    }

    /** What changes from run to run is left out. */
    private static String text(Throwable failure) {
        var text = failure instanceof AssertionError ? failure.getMessage() : failure.toString();
        return text.strip()
                .replaceAll("\\s+", " ")
                .replaceAll("(127\\.0\\.0\\.1|tcp-server|udp-peer):\\d+", "$1:<port>")
                .replaceAll("tcp-client:\\d+", "tcp-client:<n>")
                .replaceAll("(\\w+\\.java):\\d+", "$1");
    }

    /** Reads how the failures begin, by the name of the test. */
    private static Map<String, String> table() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("README.md"))) {
            return lines.map(line -> line.split(" \\| "))
                    .filter(cells -> cells.length == COLUMNS && cells[0].startsWith("| `"))
                    .collect(toMap(
                            cells -> cells[0].replaceAll("[| `]", ""),
                            cells -> cells[COLUMNS - 1].replaceAll("^`|` \\|$", "")));
        }
    }
}
