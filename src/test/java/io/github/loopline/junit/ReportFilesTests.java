package io.github.loopline.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.loopline.Loopback;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Samples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Whatever goes wrong with the report of a failure, the failure stays what it is, and one line says what went wrong. */
class ReportFilesTests {

    static class FailingTestCase {

        @Test
        void fails(@TcpServer StreamServer server) {
            throw new IllegalStateException("on purpose");
        }

        @Test
        void passes(@TcpServer StreamServer server) {}
    }

    @Test
    void a_configured_folder_has_one_for_each_test(@TempDir Path directory) {
        Throwable failure = run(FailingTestCase.class, directory, "ALWAYS");

        assertThat(files(directory))
                .extracting(file -> directory.relativize(file).toString())
                .satisfiesExactlyInAnyOrder(
                        file -> assertThat(file).matches(folder("fails") + "transcript\\.txt"),
                        file -> assertThat(file).matches(folder("fails") + "transcript\\.pcapng"),
                        file -> assertThat(file).matches(folder("fails") + "transcript\\.html"),
                        file -> assertThat(file).matches(folder("passes") + "transcript\\.txt"),
                        file -> assertThat(file).matches(folder("passes") + "transcript\\.html"),
                        file -> assertThat(file).matches(folder("passes") + "transcript\\.pcapng"));
        for (Path file : files(directory)) {
            if (file.toString().contains("fails")) {
                assertThat(failure.getSuppressed()[0]).hasMessageContaining("\n  " + file);
            }
        }
    }

    private static String folder(String test) {
        return "io\\.github\\.loopline\\.junit\\.ReportFilesTests\\$FailingTestCase/" + test + "-[0-9a-f]{8}/";
    }

    @Test
    void a_folder_that_cannot_be_made_is_told(@TempDir Path directory) throws IOException {
        Path blocked = Files.createFile(directory.resolve("file"));

        Throwable failure = run(FailingTestCase.class, blocked, "ON_FAILURE");

        assertThat(failure).hasMessage("on purpose");
        assertThat(lastLines(failure))
                .matches("Files:\n  could not be written: java\\.nio\\.file\\.FileSystemException: " + blocked
                        + "/.*: Not a directory");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_full_disk_is_told_for_each_file(@TempDir Path directory) throws IOException {
        run(FailingTestCase.class, directory, "ON_FAILURE");
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "needs /dev/full");
        for (Path file : files(directory)) {
            Files.delete(file);
            Files.createSymbolicLink(file, full);
        }

        Throwable failure = run(FailingTestCase.class, directory, "ON_FAILURE");
        for (Path file : files(directory)) {
            Files.delete(file); // JUnit warns of links that lead out of the folder
        }

        assertThat(failure).hasMessage("on purpose");
        assertThat(lastLines(failure)).isEqualTo("""
                Files:
                  transcript.txt could not be written: java.io.IOException: No space left on device
                  transcript.pcapng could not be written: java.io.IOException: No space left on device
                  transcript.html could not be written: java.io.IOException: No space left on device""");
    }

    @Test
    void one_file_that_cannot_be_written_costs_the_others_nothing(@TempDir Path directory) throws IOException {
        run(FailingTestCase.class, directory, "ON_FAILURE");
        Path text = files(directory).stream()
                .filter(file -> file.endsWith("transcript.txt"))
                .findFirst()
                .orElseThrow();
        Files.delete(text);
        Files.createDirectory(text);

        Throwable failure = run(FailingTestCase.class, directory, "ON_FAILURE");

        assertThat(lastLines(failure))
                .isEqualTo("Files:\n  transcript.txt could not be written: java.nio.file.FileSystemException: " + text
                        + ": Is a directory\n  " + text.resolveSibling("transcript.pcapng") + "\n  "
                        + text.resolveSibling("transcript.html"));
    }

    @Test
    void a_name_that_is_too_long_is_shortened_in_a_configured_folder(@TempDir Path directory) {
        assertThat(lastLines(run(LongNameTestCase.class, directory, "ON_FAILURE")))
                .doesNotContain("could not");
        assertThat(files(directory))
                .hasSize(3)
                .allSatisfy(file ->
                        assertThat(file.getParent().getFileName().toString()).hasSizeLessThan(120));
    }

    @Test
    void a_name_that_is_too_long_for_junit_is_told(@TempDir Path directory) {
        Throwable failure =
                Samples.of(LongNameTestCase.class).output(directory).run().failure(LongNameTestCase.NAME);

        assertThat(failure).hasMessage("on purpose");
        assertThat(lastLines(failure))
                .startsWith("Files:\n  could not be written: java.nio.file.FileSystemException: ")
                .endsWith(": File name too long");
    }

    static class LongNameTestCase {

        static final String NAME = "a_name_that_is_longer_than_the_two_hundred_and_fifty_five_bytes_that_file_systems"
                + "_give_to_a_name_is_nothing_that_people_write_but_generators_of_tests_do_and_kotlin_has_names_with_"
                + "blanks_that_are_whole_sentences_so_what_happens_then_is_tried_here_once_and_for_all_systems";

        @Test
        void
                a_name_that_is_longer_than_the_two_hundred_and_fifty_five_bytes_that_file_systems_give_to_a_name_is_nothing_that_people_write_but_generators_of_tests_do_and_kotlin_has_names_with_blanks_that_are_whole_sentences_so_what_happens_then_is_tried_here_once_and_for_all_systems(
                        @TcpServer StreamServer server) {
            throw new IllegalStateException("on purpose");
        }
    }

    @Test
    void repetitions_have_folders_of_their_own(@TempDir Path directory) {
        Samples.of(RepeatedTestCase.class)
                .with("loopline.output", directory.toString())
                .run();

        List<Path> files = files(directory);
        assertThat(files).hasSize(6);
        assertThat(files.stream().map(Path::getParent).distinct()).hasSize(2);
    }

    static class RepeatedTestCase {

        @RepeatedTest(2)
        void fails(@TcpServer StreamServer server) {
            throw new IllegalStateException("on purpose");
        }
    }

    @Test
    void a_long_transcript_is_cut_where_the_file_is_pointed_at(@TempDir Path directory) throws IOException {
        Throwable failure = run(LongTestCase.class, directory, "ON_FAILURE");
        Path text = files(directory).stream()
                .filter(file -> file.endsWith("transcript.txt"))
                .findFirst()
                .orElseThrow();

        assertThat(failure.getSuppressed()[0].getMessage().lines())
                .contains("  ... 101 events are not shown here, see " + text + " ...")
                .anyMatch(line -> line.endsWith("note: 499"));
        assertThat(Files.readAllLines(text)).hasSize(501);
    }

    static class LongTestCase {

        @Test
        void fails(@TcpServer StreamServer server, Loopback net) {
            for (int i = 0; i < 500; i++) {
                net.note(String.valueOf(i));
            }
            throw new IllegalStateException("on purpose");
        }
    }

    @Test
    void an_exception_whose_text_fails_is_named(@TempDir Path directory) {
        Throwable failure = run(TextlessTestCase.class, directory, "ON_FAILURE");

        assertThat(failure.getSuppressed()[failure.getSuppressed().length - 1])
                .hasMessageContaining("ERROR " + TextlessException.class.getName()
                        + ", whose text fails with java.lang.IllegalArgumentException\n");
        assertThat(lastLines(failure)).doesNotContain("could not");
    }

    private static final class TextlessException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            throw new IllegalArgumentException("no text");
        }
    }

    static class TextlessTestCase {

        @Test
        void fails(
                @TcpServer StreamServer server,
                @TcpClient io.github.loopline.stream.StreamClient client,
                Loopback net) {
            server.handle(connection -> {
                throw new TextlessException();
            });
            client.connect(server);
            net.settle();
            throw new IllegalStateException("on purpose");
        }
    }

    @Test
    void a_section_that_cannot_be_made_says_so_and_the_others_are_there() {
        Throwable failure = new IllegalStateException("on purpose");
        new Report()
                .add("One", () -> "  1\n")
                .add("Two", () -> {
                    throw new IllegalArgumentException("broken\nin two lines");
                })
                .add("Three", () -> "")
                .add("Four", () -> {
                    throw new StackOverflowError();
                })
                .add("Five", () -> Report.indented(List.of("\nfirst\nsecond", "third")))
                .tell(failure);

        assertThat(failure.getSuppressed())
                .singleElement()
                .satisfies(told ->
                        assertThat(told).isInstanceOf(NetworkTranscript.class).hasMessage("""
                        One:
                          1
                        Two:
                          this could not be shown: java.lang.IllegalArgumentException: broken in two lines
                        Four:
                          this could not be shown: java.lang.StackOverflowError
                        Five:
                          first
                          second
                          third"""));
    }

    @Test
    void an_empty_report_is_not_told() {
        Throwable failure = new IllegalStateException("on purpose");
        new Report().add("One", () -> "").tell(failure);

        assertThat(failure).hasNoSuppressedExceptions();
    }

    private static Throwable run(Class<?> sample, Path output, String mode) {
        String test = sample == LongNameTestCase.class ? LongNameTestCase.NAME : "fails";
        return Samples.of(sample)
                .with("loopline.output", output.toString())
                .with("loopline.transcript", mode)
                .run()
                .failure(test);
    }

    private static String lastLines(Throwable failure) {
        Throwable[] all = failure.getSuppressed();
        String report = all[all.length - 1].getMessage();
        return report.substring(report.indexOf("Files:\n"));
    }

    /** Lists the files of the tests; the index is the run's. */
    private static List<Path> files(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(file -> !Files.isDirectory(file) && !file.endsWith("loopline.html"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
