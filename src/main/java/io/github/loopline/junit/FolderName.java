package io.github.loopline.junit;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Names the folder of a test below one that is configured: class, then method, so that two tests never share it. */
final class FolderName {

    /** File systems allow 255 bytes; a hash follows. */
    private static final int MOST = 100;

    private FolderName() {}

    static Path of(ExtensionContext context) {
        String type = context.getTestClass().map(Class::getName).orElse("?");
        String test = context.getTestMethod().map(Method::getName).orElse("class");
        String display = context.getDisplayName();
        String invocation = display.startsWith(test + "(") || test.equals("class") ? "" : " " + display;
        return Path.of(part(type), part(test + invocation) + "-" + hash(context.getUniqueId()));
    }

    /** Keeps what is safe in a file's name on every system. */
    private static String part(String text) {
        String safe = text.replaceAll("[^A-Za-z0-9._$-]+", "-").replaceAll("^[-.]+|[-.]+$", "");
        return safe.length() <= MOST ? safe : safe.substring(0, MOST - 9) + "-" + hash(safe);
    }

    private static String hash(String text) {
        return String.format(Locale.ROOT, "%08x", text.hashCode());
    }
}
