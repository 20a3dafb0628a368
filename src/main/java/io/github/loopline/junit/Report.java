package io.github.loopline.junit;

import io.github.loopline.trace.Transcript;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.JUnitException;

/** Brings a transcript to where people look: onto the failure, and into a file beside the test's other output. */
final class Report {

    private Report() {}

    static void tell(ExtensionContext context, Transcript transcript, @Nullable Throwable failure) {
        if (transcript.events().isEmpty()) {
            return;
        }
        String unwritten = publish(context, transcript);
        if (failure != null) {
            String lines = transcript.toString().stripTrailing();
            failure.addSuppressed(new NetworkTranscript(
                    "What happened on the sockets of " + name(context) + ":\n" + lines + unwritten));
        }
    }

    /** Writes the files, or gives a line that says why not: the failure of the test stays what it is. */
    private static String publish(ExtensionContext context, Transcript transcript) {
        try {
            context.publishDirectory("loopline", directory -> write(transcript, directory));
            return "";
        } catch (RuntimeException e) {
            Throwable reason = e.getCause();
            // JUnit 5.12 does not publish what is there from an earlier run
            return reason instanceof FileAlreadyExistsException there
                    ? replace(transcript, Path.of(there.getFile()))
                    : unwritten(reason);
        }
    }

    private static String replace(Transcript transcript, Path directory) {
        try {
            write(transcript, directory);
            return "";
        } catch (UncheckedIOException e) {
            return unwritten(e.getCause());
        }
    }

    private static void write(Transcript transcript, Path directory) {
        transcript.writeTo(directory.resolve("transcript.txt"));
        transcript.writeCaptureTo(directory.resolve("transcript.pcapng"));
    }

    /** A launcher without an output directory, such as a test kit's, refuses: then the failure is all there is to be. */
    private static String unwritten(@Nullable Throwable reason) {
        boolean refused = reason == null || reason instanceof JUnitException;
        return refused ? "" : "\n  The files of this transcript could not be written: " + reason;
    }

    static String name(ExtensionContext context) {
        String type = context.getTestClass().map(Class::getSimpleName).orElse("?");
        return type
                + context.getTestMethod().map(method -> "." + method.getName()).orElse("");
    }
}
