package io.github.loopline.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Background;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code loopline.hold}: the fixtures of a failed test stay open for a while. */
class HoldTests {

    private static final Throwable FAILURE = new IllegalStateException("on purpose\nand more");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    static class FailingTestCase {

        @Test
        void fails(@TcpServer StreamServer server) {
            throw new IllegalStateException("on purpose");
        }
    }

    @Test
    void a_failed_test_answers_by_hand_until_the_file_is_deleted(@TempDir Path directory) throws Exception {
        Background<Run> run = Background.call(() -> run(FailingTestCase.class, "30s", directory));
        Path file = await().atMost(Duration.ofSeconds(30)).until(() -> held(directory), found -> found != null);
        String text = await().until(
                        () -> Files.readString(file), content -> content.endsWith("server:" + port(content) + "\n"));
        assertThat(text)
                .startsWith("Loopline holds the sockets of FailingTestCase.fails open for 30 s, since it failed:"
                        + " java.lang.IllegalStateException: on purpose\n  type  state   local ");
        try (Socket client = new Socket()) {
            client.connect(new InetSocketAddress("127.0.0.1", port(text)));
            Files.delete(file);
            assertThat(client.getInputStream().read()).isEqualTo(-1); // closed as usual
        }
        assertThat(run.result().failure("fails")).hasMessage("on purpose");
        assertThat(held(directory)).isNull();
    }

    @Test
    void it_is_over_when_its_time_is(@TempDir Path directory) {
        long start = System.nanoTime();
        Run run = run(FailingTestCase.class, "300ms", directory);

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(300_000_000);
        assertThat(run.failure("fails")).hasMessage("on purpose");
        assertThat(run.failure("fails").getSuppressed()).hasSize(1);
        assertThat(held(directory)).isNull();
    }

    @Test
    void a_passing_test_is_not_held(@TempDir Path directory) {
        run(PassingTestCase.class, "24h", directory).succeeded("passes");
    }

    static class PassingTestCase {

        @Test
        void passes(@TcpServer StreamServer server) {}
    }

    @Test
    void a_failure_without_sockets_is_not_held(@TempDir Path directory) {
        assertThat(run(SocketlessTestCase.class, "24h", directory).failure("fails"))
                .hasMessage("on purpose");
    }

    @NetworkDefaults
    static class SocketlessTestCase {

        @Test
        void fails() {
            throw new IllegalStateException("on purpose");
        }
    }

    @Test
    void it_says_what_it_does_and_how_to_end_it() {
        new Hold("Tests.test", Duration.ofMillis(1), null).run(FAILURE, "  table\n", stream());

        assertThat(out.toString(StandardCharsets.UTF_8))
                .matches(
                        "Loopline holds the sockets of Tests\\.test open for 1 ms, since it failed: java\\.lang\\.IllegalStateException:"
                                + " on purpose and more\n  table\nDelete .*loopline-hold-\\d+.hold\\.txt to go on\\.\\R");
    }

    @Test
    void an_assertion_whose_text_begins_with_a_line_end_is_told() {
        Throwable assertion = new AssertionError("\nExpecting udp-peer:1\n  to have received: anything\n");
        new Hold("Tests.test", Duration.ofMillis(1), null).run(assertion, "  table\n", stream());

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(
                        "since it failed: java.lang.AssertionError: Expecting udp-peer:1 to have received: anything\n  table\n");
    }

    @Test
    void its_temporary_folder_is_removed() {
        new Hold("Tests.test", Duration.ofMillis(1), null).run(FAILURE, "", stream());

        Matcher file = Pattern.compile("Delete (.*) to go on").matcher(out.toString(StandardCharsets.UTF_8));
        assertThat(file.find()).isTrue();
        assertThat(Path.of(file.group(1)).getParent()).doesNotExist();
    }

    @Test
    void without_a_file_it_holds_all_the_same(@TempDir Path directory) {
        long start = System.nanoTime();
        Path missing = directory.resolve("missing");
        new Hold("Tests.test", Duration.ofMillis(200), missing).run(FAILURE, "", stream());

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(200_000_000);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("No file can be made whose deletion would end this: java.nio.file.NoSuchFileException: "
                        + missing);
    }

    @Test
    void an_interrupt_ends_it(@TempDir Path directory) {
        for (Path folder : List.of(directory, directory.resolve("missing"))) {
            Thread.currentThread().interrupt();
            new Hold("Tests.test", Duration.ofHours(1), folder).run(FAILURE, "", stream());

            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "ten minutes", "-1s", "25h", "99999999999s"})
    void another_time_is_refused(String time, @TempDir Path directory) {
        assertThat(run(FailingTestCase.class, time, directory).failure("fails"))
                .hasMessage(
                        "Configuration parameter [loopline.hold] must be a time of at most 24 h such as 90s, 10m or 1h"
                                + " but was <" + time + ">.");
    }

    private static Run run(Class<?> sample, String time, Path directory) {
        return Samples.of(sample).with("loopline.hold", time).output(directory).run();
    }

    private static int port(String text) {
        Matcher port = Pattern.compile("127\\.0\\.0\\.1:(\\d+)").matcher(text);
        return port.find() ? Integer.parseInt(port.group(1)) : -1;
    }

    private static Path held(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(file -> file.endsWith("hold.txt")).findFirst().orElse(null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PrintStream stream() {
        return new PrintStream(out, true, StandardCharsets.UTF_8);
    }
}
