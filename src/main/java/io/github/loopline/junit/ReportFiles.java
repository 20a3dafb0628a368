package io.github.loopline.junit;

import io.github.loopline.internal.OneLine;
import io.github.loopline.trace.Failure;
import io.github.loopline.trace.FailureIndex;
import io.github.loopline.trace.Transcript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.JUnitException;

/**
 * The files of a test's transcript: in the folder that is configured, or beside the test's other output, as JUnit publishes it. A
 * file that cannot be written costs neither the others nor the failure anything; the report says it in a line.
 */
final class ReportFiles {

    /** The folder that JUnit has for what its tests publish. */
    private static final String ENGINE = "junit-jupiter";

    private final List<String> lines = new ArrayList<>();
    private final String test;
    private final @Nullable Failure failure;
    private @Nullable Path transcript;
    private @Nullable Path page;

    private ReportFiles(String test, @Nullable Failure failure) {
        this.test = test;
        this.failure = failure;
    }

    /**
     * Writes the files.
     *
     * @param context whose
     * @param folder under which to write, or null for JUnit's
     * @param transcript what to write
     * @param failure how the test failed, or null if it did not
     */
    static ReportFiles write(
            ExtensionContext context, @Nullable Path folder, Transcript transcript, @Nullable Failure failure) {
        ReportFiles files = new ReportFiles(Report.name(context), failure);
        if (folder == null) {
            files.publish(context, transcript);
        } else {
            files.writeInto(folder.resolve(FolderName.of(context)), transcript);
            files.index(folder);
        }
        return files;
    }

    private void publish(ExtensionContext context, Transcript transcript) {
        try {
            context.publishDirectory("loopline", directory -> writeInto(directory, transcript));
        } catch (RuntimeException e) {
            Throwable reason = e.getCause();
            // JUnit 5.12 does not publish what is there from an earlier run
            if (reason instanceof FileAlreadyExistsException there) {
                writeInto(Path.of(there.getFile()), transcript);
            } else if (reason != null
                    && !(reason instanceof JUnitException)) { // else a launcher without an output directory
                lines.add("could not be written: " + OneLine.of(reason));
            }
        }
        Path top = page;
        while (top != null && !top.endsWith(ENGINE)) {
            top = top.getParent();
        }
        index(top);
    }

    /** Adds the page of a failure to the index of the run. */
    private void index(@Nullable Path folder) {
        Path written = page;
        Failure failed = failure;
        if (folder != null && written != null && failed != null) {
            Path index = folder.resolve("loopline.html");
            if (write(index, file -> new FailureIndex(file).add(written, test, failed.thrown()))) {
                lines.remove(lines.size() - 1); // it is the run's, and each failure would name it
            }
        }
    }

    private void writeInto(Path directory, Transcript transcript) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            lines.add("could not be written: " + OneLine.of(e));
            return;
        }
        if (write(directory.resolve("transcript.txt"), transcript::writeTo)) {
            this.transcript = directory.resolve("transcript.txt").toAbsolutePath();
        }
        write(directory.resolve("transcript.pcapng"), transcript::writeCaptureTo);
        if (write(directory.resolve("transcript.html"), file -> transcript.writePageTo(file, test, failure))) {
            page = directory.resolve("transcript.html").toAbsolutePath();
        }
    }

    private boolean write(Path file, Consumer<Path> writer) {
        try {
            writer.accept(file);
            lines.add(file.toAbsolutePath().toString());
            return true;
        } catch (UncheckedIOException e) {
            lines.add(
                    file.getFileName() + " could not be written: " + OneLine.of(Objects.requireNonNull(e.getCause())));
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError | LinkageError e) {
            lines.add(file.getFileName() + " could not be written: " + OneLine.of(e));
        }
        return false;
    }

    /** Says where the whole of a transcript is that is cut. */
    String pointer() {
        return transcript == null ? "" : " here, see " + transcript;
    }

    /** Gives the folder of the files, or null if nothing could be written there. */
    @Nullable
    Path folder() {
        return transcript == null ? null : transcript.getParent();
    }

    /** Lists the files that were written, and tells of those that were not. */
    List<String> lines() {
        return lines;
    }
}
