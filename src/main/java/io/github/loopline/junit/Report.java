package io.github.loopline.junit;

import io.github.loopline.trace.Transcript;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Brings a transcript to where people look: onto the failure, and into a file beside the test's other output. */
final class Report {

    private Report() {}

    static void tell(ExtensionContext context, Transcript transcript, @Nullable Throwable failure) {
        if (transcript.events().isEmpty()) {
            return;
        }
        if (failure != null) {
            String lines = transcript.toString().stripTrailing();
            failure.addSuppressed(
                    new NetworkTranscript("What happened on the sockets of " + name(context) + ":\n" + lines));
        }
        try {
            context.publishDirectory("loopline", directory -> write(transcript, directory));
        } catch (RuntimeException e) {
            // A launcher without an output directory, such as a test kit's, refuses: the failure carries the
            // transcript.
        }
    }

    private static void write(Transcript transcript, Path directory) {
        transcript.writeTo(directory.resolve("transcript.txt"));
    }

    private static String name(ExtensionContext context) {
        String type = context.getTestClass().map(Class::getSimpleName).orElse("?");
        return type
                + context.getTestMethod().map(method -> "." + method.getName()).orElse("");
    }
}
