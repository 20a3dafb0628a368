package io.github.loopline.junit;

import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.net.Family;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** What applies where a declaration says nothing: {@link NetworkDefaults} from the inside out, then configuration parameters. */
final class Settings {

    private static final Set<Option> OPTIONS = Set.of(Option.TIMEOUT_MILLIS, Option.FAMILY, Option.RECORDING_LIMIT);

    private Settings() {}

    static Options options(ExtensionContext context) {
        Options options = Options.NONE;
        for (NetworkDefaults defaults : defaults(context)) {
            try {
                options = options.orElse(Attributes.options(defaults), OPTIONS);
            } catch (IllegalArgumentException e) {
                throw new ExtensionConfigurationException(
                        "@NetworkDefaults of [" + context.getDisplayName() + "]: " + e.getMessage(), e);
            }
        }
        return options.orElse(parameters(context), OPTIONS);
    }

    private static Options parameters(ExtensionContext context) {
        Options options = Options.NONE;
        options = number(context, NetworkDefaults.TIMEOUT_MILLIS, Option.TIMEOUT_MILLIS, options);
        options = number(context, NetworkDefaults.RECORDING_LIMIT, Option.RECORDING_LIMIT, options);
        Family family = word(context, NetworkDefaults.FAMILY, Family.values());
        return family == null ? options : options.with(Option.FAMILY, family);
    }

    private static Options number(ExtensionContext context, String parameter, Option option, Options options) {
        Optional<String> value = context.getConfigurationParameter(parameter);
        if (value.isEmpty()) {
            return options;
        }
        try {
            return options.with(option, Integer.valueOf(value.get().trim()));
        } catch (NumberFormatException e) {
            throw new ExtensionConfigurationException(
                    "Configuration parameter [" + parameter + "] must be a number but was " + value.get() + ".", e);
        } catch (IllegalArgumentException e) {
            throw new ExtensionConfigurationException(
                    "Configuration parameter [" + parameter + "]: " + e.getMessage(), e);
        }
    }

    private static <E extends Enum<E>> @Nullable E word(ExtensionContext context, String parameter, E[] words) {
        Optional<String> value = context.getConfigurationParameter(parameter);
        if (value.isEmpty()) {
            return null;
        }
        for (E word : words) {
            if (word.name().equals(value.get().trim().toUpperCase(Locale.ROOT))) {
                return word;
            }
        }
        throw new ExtensionConfigurationException("Configuration parameter [" + parameter + "] must be one of "
                + Arrays.toString(words) + " but was " + value.get() + ".");
    }

    static TranscriptMode transcript(ExtensionContext context) {
        for (NetworkDefaults defaults : defaults(context)) {
            Object mode = Attributes.value(defaults, "transcript");
            if (mode != null) {
                return (TranscriptMode) mode;
            }
        }
        TranscriptMode mode = word(context, NetworkDefaults.TRANSCRIPT, TranscriptMode.values());
        return mode == null ? TranscriptMode.ON_FAILURE : mode;
    }

    static boolean requiresCapabilities(ExtensionContext context) {
        return word(context, NetworkDefaults.CAPABILITIES, Capabilities.values()) == Capabilities.REQUIRE;
    }

    private enum Capabilities {
        ABORT,
        REQUIRE
    }

    private static List<NetworkDefaults> defaults(ExtensionContext context) {
        List<NetworkDefaults> found = new ArrayList<>(2);
        context.getTestMethod()
                .flatMap(method -> AnnotationSupport.findAnnotation(method, NetworkDefaults.class))
                .ifPresent(found::add);
        Class<?> type = context.getTestClass().orElse(null);
        while (type != null) {
            AnnotationSupport.findAnnotation(type, NetworkDefaults.class).ifPresent(found::add);
            type = type.getEnclosingClass();
        }
        return found;
    }
}
