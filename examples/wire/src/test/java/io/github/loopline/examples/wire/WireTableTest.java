package io.github.loopline.examples.wire;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs all clients through the matrix: what turns up is what README.md says. */
class WireTableTest {

    private static final String NOTHING = "nothing";
    private static final String LEAK = "has left open";

    @Test
    void matrix_finds_what_the_table_says() throws IOException {
        var table = table();
        var found = run();

        assertThat(found).containsOnlyKeys(table.keySet());
        assertThat(found)
                .allSatisfy((test, failure) -> assertThat(withoutPlace(failure)).startsWith(table.get(test)));
    }

    /** Gives how the first failure of each test begins. */
    private static Map<String, String> run() {
        var found = new ConcurrentHashMap<String, String>();
        var listener = new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.getSource().orElse(null) instanceof MethodSource method) {
                    found.merge(
                            method.getMethodName(),
                            result.getThrowable().map(WireTableTest::text).orElse(NOTHING),
                            (one, other) -> one.equals(NOTHING) ? other : one);
                }
            }
        };
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(classes().toList())
                                .build(),
                        listener);
        return new TreeMap<>(found);
    }

    private static Stream<ClassSelector> classes() {
        return Stream.of(TextClients.class, BinaryClients.class)
                .flatMap(each -> Stream.of(each.getDeclaredClasses()))
                .map(each -> selectClass(each));
    }

    private static String text(Throwable failure) {
        var text = failure instanceof AssertionError ? failure.getMessage() : failure.toString();
        return text.strip().replaceAll("\\s+", " ");
    }

    /** The garbage collector may close a socket that was left open, and then a later place is the first to show the leak. */
    private static String withoutPlace(String failure) {
        return failure.contains(LEAK)
                ? failure.replaceFirst("byte \\d+ of (the greeting|answer \\d+)", "byte <n>")
                : failure;
    }

    /** Reads what was found, by the name of the test. */
    private static Map<String, String> table() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("README.md"))) {
            return lines.map(line -> line.split(" \\| "))
                    .filter(cells -> cells.length > 2 && cells[0].startsWith("| `"))
                    .collect(toMap(
                            cells -> cells[0].replaceAll("[| `]", ""),
                            cells -> cells[cells.length - 1].replaceAll("^`|`? \\|$", "")));
        }
    }
}
