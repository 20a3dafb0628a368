package io.github.loopline.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import io.github.loopline.testkit.Trace;
import io.github.loopline.testkit.Traced;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

/** The files of the transcript, and when there are any. */
class TranscriptFilesTests {

    @Test
    void a_file_beside_the_output_of_the_test_has_the_same_lines(@TempDir Path directory) throws IOException {
        Throwable failure = Samples.of(PassingAndFailingTestCase.class)
                .output(directory)
                .run()
                .failure("fails");

        String report = failure.getSuppressed()[0].getMessage();
        assertThat(files(directory, "transcript.txt")).singleElement().satisfies(file -> {
            assertThat(file.getParent().getFileName()).hasToString("loopline");
            assertThat(report)
                    .startsWith("What happened on the sockets of PassingAndFailingTestCase.fails:\n"
                            + Files.readString(file) + "The sockets when it failed:\n")
                    .endsWith("Files:\n  " + file + "\n  " + file.resolveSibling("transcript.pcapng") + "\n  "
                            + file.resolveSibling("transcript.html"));
            assertThat(directory.resolve("junit-jupiter/loopline.html"))
                    .content()
                    .contains("PassingAndFailingTestCase.fails</a>")
                    .doesNotContain("passes");
        });
    }

    @Test
    void a_capture_for_wireshark_is_beside_it(@TempDir Path directory) throws IOException {
        Samples.of(PassingAndFailingTestCase.class).output(directory).run();

        assertThat(files(directory, "transcript.pcapng")).singleElement().satisfies(file -> {
            assertThat(file.getParent().getFileName()).hasToString("loopline");
            assertThat(Files.readAllBytes(file)).startsWith(0x0A, 0x0D, 0x0D, 0x0A);
        });
    }

    @Test
    void files_that_cannot_be_written_are_told_and_change_nothing_else(@TempDir Path directory) throws IOException {
        Throwable failure =
                Samples.of(BlockedFilesTestCase.class).output(directory).run().failure("test");

        assertThat(failure).hasMessage("on purpose");
        assertThat(failure.getSuppressed()[0].getMessage())
                .containsPattern("\nFiles:\n  could not be written: "
                        + "java\\.nio\\.file\\.FileAlreadyExistsException: .*/loopline$");
    }

    @Test
    void files_of_an_earlier_run_are_replaced(@TempDir Path directory) throws IOException {
        Samples.of(PassingAndFailingTestCase.class).output(directory).run();
        Path file = files(directory, "transcript.txt").get(0);
        Path capture = files(directory, "transcript.pcapng").get(0);
        Files.writeString(file, "old");
        Files.writeString(capture, "old");
        Samples.of(PassingAndFailingTestCase.class).output(directory).run();

        assertThat(file).content().contains("open on 127.0.0.1:");
        assertThat(Files.readAllBytes(capture)).startsWith(0x0A, 0x0D, 0x0D, 0x0A);
    }

    static class BlockedFilesTestCase {

        @Test
        void test(@TcpServer StreamServer server, TestReporter reporter) {
            reporter.publishDirectory("other", other -> Files.createFile(other.resolveSibling("loopline")));
            throw new IllegalStateException("on purpose");
        }
    }

    @Test
    void it_is_always_told_when_asked(@TempDir Path directory) throws IOException {
        Throwable failure = Samples.of(PassingAndFailingTestCase.class)
                .with("loopline.transcript", "always")
                .output(directory)
                .run()
                .failure("fails");

        assertThat(failure.getSuppressed()).singleElement().satisfies(TranscriptTests::isTranscript);
        assertThat(files(directory, "transcript.txt"))
                .hasSize(2)
                .allSatisfy(file -> assertThat(file).content().contains("open on 127.0.0.1:"));
    }

    @Test
    void it_is_never_told_when_not_wanted(@TempDir Path directory) throws IOException {
        Throwable failure = Samples.of(PassingAndFailingTestCase.class)
                .with("loopline.transcript", "NEVER")
                .output(directory)
                .run()
                .failure("fails");

        assertThat(failure).hasNoSuppressedExceptions();
        assertThat(files(directory)).isEmpty();
    }

    static class PassingAndFailingTestCase {

        @Test
        void passes(@TcpServer StreamServer server) {}

        @Test
        void fails(@TcpServer StreamServer server) {
            throw new IllegalStateException("on purpose");
        }
    }

    @Test
    void where_no_file_can_be_written_the_failure_is_unchanged() {
        // a test kit has no output directory
        EngineTestKit.engine("junit-jupiter")
                .enableImplicitConfigurationParameters(false)
                .selectors(selectClass(PassingAndFailingTestCase.class))
                .execute()
                .testEvents()
                .assertStatistics(
                        statistics -> statistics.started(2).succeeded(1).failed(1))
                .failed()
                .assertThatEvents()
                .singleElement()
                .extracting(event -> event.getRequiredPayload(TestExecutionResult.class)
                        .getThrowable()
                        .orElseThrow())
                .satisfies(failure -> {
                    assertThat(failure)
                            .isExactlyInstanceOf(IllegalStateException.class)
                            .hasMessage("on purpose");
                    assertThat(failure.getSuppressed()).singleElement().satisfies(TranscriptTests::isTranscript);
                });
    }

    @Test
    void an_aborted_test_tells_nothing_and_closes_everything(@TempDir Path directory) {
        Run run = Samples.of(AbortedTestCase.class).output(directory).run();

        assertThat(run.abortion("test")).hasMessageContaining("on purpose").hasNoSuppressedExceptions();
        assertThat(run.trace().fixtures()).containsOnlyKeys("server");
        assertThat(run.openAfter("test")).isEmpty();
        assertThat(files(directory)).isEmpty();
    }

    @Traced
    static class AbortedTestCase {

        @Test
        void test(@TcpServer StreamServer server, Trace trace) {
            trace.see("server", server);
            assumeTrue(false, "on purpose");
        }
    }

    private static List<Path> files(Path directory, String name) {
        return files(directory).stream()
                .filter(file -> file.getFileName().toString().equals(name))
                .toList();
    }

    private static List<Path> files(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
