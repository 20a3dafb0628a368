package io.github.loopline.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.testkit.Forked;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** The index of a run's failures, written by many at once. */
@Isolated // see Forked
class FailureIndexTests {

    @TempDir
    Path directory;

    @Test
    void has_a_line_for_each_failed_test_with_a_link_to_its_page() throws Exception {
        FailureIndex index = new FailureIndex(directory.resolve("loopline.html"));
        index.add(
                directory.resolve("A b/t\u00e9st:1/transcript.html"),
                "FirstTests.<one>",
                new AssertionError("\nno\n  more"));
        index.add(directory.resolve("B/transcript.html"), "SecondTests.two", new IllegalStateException("<script>"));

        String page = Files.readString(directory.resolve("loopline.html"));

        assertThat(PageFixture.checked(page))
                .contains(
                        "<title>2 failed tests</title>",
                        "<h1>2 failed tests</h1>",
                        "default-src 'none'; style-src 'sha256-")
                .endsWith("</ol>\n</body>\n</html>\n");
        assertThat(entries())
                .containsExactly(
                        "<li><a href=\"./A%20b/t%c3%a9st%3a1/transcript.html\">FirstTests.&lt;one&gt;</a> "
                                + "<time>T</time> <code>java.lang.AssertionError: no more</code></li>",
                        "<li><a href=\"./B/transcript.html\">SecondTests.two</a> "
                                + "<time>T</time> <code>java.lang.IllegalStateException: &lt;script&gt;</code></li>");
    }

    @Test
    void a_test_that_fails_again_has_one_line() throws Exception {
        for (int i = 0; i < 3; i++) {
            new FailureIndex(directory.resolve("loopline.html"))
                    .add(directory.resolve("A/transcript.html"), "SomeTests.test", new AssertionError(i));
        }

        assertThat(entries()).singleElement().asString().contains("AssertionError: 2");
        assertThat(Files.readString(directory.resolve("loopline.html"))).contains("<h1>1 failed test</h1>");
    }

    @Test
    void another_run_begins_anew() throws Exception {
        Path file = directory.resolve("loopline.html");
        new FailureIndex(file, "1")
                .add(directory.resolve("A/transcript.html"), "Old.test", new AssertionError("x".repeat(999)));
        new FailureIndex(file, "2").add(directory.resolve("B/transcript.html"), "New.test", new AssertionError("x"));

        assertThat(entries()).singleElement().asString().contains("New.test");
        assertThat(Files.readString(file)).endsWith("</html>\n");
    }

    @Test
    void what_is_no_index_is_replaced() throws Exception {
        Path file = Files.writeString(directory.resolve("loopline.html"), "something\n<li>else");
        new FailureIndex(file).add(directory.resolve("B/transcript.html"), "New.test", new AssertionError("x"));

        assertThat(entries()).singleElement().asString().contains("New.test");
    }

    @Test
    void a_file_that_cannot_be_written_is_told() {
        FailureIndex index = new FailureIndex(directory.resolve("missing/loopline.html"));

        assertThatThrownBy(() -> index.add(directory.resolve("x"), "Some.test", new AssertionError("x")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("loopline.html");
    }

    @Test
    void threads_and_processes_lose_nothing() throws Exception {
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String name = "T" + i;
            writers.add(new Thread(() -> write(directory, name)));
        }
        writers.forEach(Thread::start);
        Thread fork = new Thread(() -> fork("F0"));
        fork.start();
        fork("F1");
        writers.add(fork);
        for (Thread writer : writers) {
            writer.join(60_000);
        }

        assertThat(entries()).hasSize(5 * 20);
        assertThat(Files.readString(directory.resolve("loopline.html"))).contains("<h1>100 failed tests</h1>");
    }

    private void fork(String name) {
        try {
            Forked.run(Writer.class, "-Dwriter.folder=" + directory, "-Dwriter.name=" + name);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Another JVM that writes. */
    static final class Writer {
        public static void main(String[] none) {
            write(Path.of(System.getProperty("writer.folder")), System.getProperty("writer.name"));
        }
    }

    private static void write(Path folder, String name) {
        for (int i = 0; i < 20; i++) {
            new FailureIndex(folder.resolve("loopline.html"), "the run")
                    .add(
                            folder.resolve(name + "-" + i + "/transcript.html"),
                            name + ".test" + i,
                            new AssertionError("x"));
        }
    }

    @Test
    void processes_that_the_same_one_has_started_are_of_one_run() throws Exception {
        String one = Forked.run(Run.class);

        assertThat(Forked.run(Run.class))
                .isEqualTo(one)
                .startsWith(ProcessHandle.current().pid() + "-");
        assertThat(Runs.current()).isNotEqualTo(one).isEqualTo(Runs.current()).matches("\\d+-\\d+");
        assertThat(Forked.runBy(List.of("sh", "-c", "\"$@\"; true", "sh"), Run.class))
                .isEqualTo(one);
    }

    static final class Run {
        public static void main(String[] none) {
            System.out.print(Runs.current());
        }
    }

    private List<String> entries() throws Exception {
        return Files.readAllLines(directory.resolve("loopline.html")).stream()
                .filter(line -> line.startsWith("<li>"))
                .map(line -> line.replaceAll("<time>\\d\\d:\\d\\d(:\\d\\d)?</time>", "<time>T</time>"))
                .toList();
    }

    @Test
    void is_shorter_when_less_failed() throws Exception {
        Path file = directory.resolve("loopline.html");
        IntStream.range(0, 30)
                .forEach(i -> new FailureIndex(file, "1")
                        .add(directory.resolve(i + "/transcript.html"), "Old.test" + i, new AssertionError("x")));
        long before = Files.size(file);
        new FailureIndex(file, "2").add(directory.resolve("B/transcript.html"), "New.test", new AssertionError("x"));

        assertThat(Files.size(file)).isLessThan(before);
        assertThat(Files.readString(file)).doesNotContain("Old");
    }
}
