package io.github.loopline.junit;

import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.internal.Draws;
import io.github.loopline.net.Family;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * What applies in a context where a declaration says nothing: the {@link NetworkDefaults} of its method or class, then what
 * applies around it, then the configuration parameters.
 *
 * @param options for the fixtures
 * @param transcript when it is told
 * @param requiresCapabilities whether a test that asks for what the machine lacks fails
 * @param seed what all random choices are drawn from
 */
record Settings(Options options, TranscriptMode transcript, boolean requiresCapabilities, long seed) {

    private static final Set<Option> OPTIONS = Set.of(Option.TIMEOUT_MILLIS, Option.FAMILY, Option.RECORDING_LIMIT);
    private static final Family[] FAMILIES = {Family.INET, Family.INET6};

    private enum Capabilities {
        ABORT,
        REQUIRE
    }

    /** Reads what applies in a context; {@code around} is what applies in its parent, null at the top. */
    static Settings of(ExtensionContext context, @Nullable Settings around) {
        Settings outer = around == null ? parameters(context) : around;
        Optional<AnnotatedElement> element = context.getElement();
        NetworkDefaults defaults =
                AnnotationSupport.findAnnotation(element, NetworkDefaults.class).orElse(null);
        if (defaults == null) {
            return outer;
        }
        try {
            return outer.within(defaults);
        } catch (IllegalArgumentException e) {
            throw new ExtensionConfigurationException(
                    "@NetworkDefaults of [" + name(element.orElseThrow()) + "]: " + e.getMessage(), e);
        }
    }

    private static String name(AnnotatedElement element) {
        return element instanceof Method method
                ? method.getDeclaringClass().getSimpleName() + "." + method.getName() + "()"
                : ((Class<?>) element).getSimpleName();
    }

    private Settings within(NetworkDefaults defaults) {
        Options set = Attributes.options(defaults);
        if (set.family() == Family.UNIX) {
            throw new IllegalArgumentException(
                    "family must be INET or INET6 but was UNIX. Unix fixtures have annotations of their own.");
        }
        if (set.number(Option.TIMEOUT_MILLIS, 0) == Options.NO_TIMEOUT) {
            throw new IllegalArgumentException(
                    "timeoutMillis must not be NO_TIMEOUT, since managed fixtures always wait"
                            + " bounded. Write a number of milliseconds.");
        }
        Object mode = Attributes.value(defaults, "transcript");
        return new Settings(
                set.orElse(options, OPTIONS),
                mode == null ? transcript : (TranscriptMode) mode,
                requiresCapabilities,
                seed);
    }

    private static Settings parameters(ExtensionContext context) {
        Options options = Options.NONE;
        options = number(context, NetworkDefaults.TIMEOUT_MILLIS, Option.TIMEOUT_MILLIS, 1, options);
        options = number(context, NetworkDefaults.RECORDING_LIMIT, Option.RECORDING_LIMIT, 0, options);
        Family family = word(context, NetworkDefaults.FAMILY, FAMILIES);
        TranscriptMode mode = word(context, NetworkDefaults.TRANSCRIPT, TranscriptMode.values());
        Capabilities capabilities = word(context, NetworkDefaults.CAPABILITIES, Capabilities.values());
        return new Settings(
                family == null ? options : options.with(Option.FAMILY, family),
                mode == null ? TranscriptMode.ON_FAILURE : mode,
                capabilities == Capabilities.REQUIRE,
                seed(context));
    }

    private static long seed(ExtensionContext context) {
        try {
            return Draws.seed(
                    context.getConfigurationParameter(NetworkDefaults.SEED).orElse(null));
        } catch (IllegalArgumentException e) {
            throw new ExtensionConfigurationException("Configuration parameter " + e.getMessage(), e);
        }
    }

    private static Options number(
            ExtensionContext context, String parameter, Option option, int least, Options options) {
        Optional<String> text = context.getConfigurationParameter(parameter);
        if (text.isEmpty()) {
            return options;
        }
        try {
            int value = Integer.parseInt(text.get().trim());
            if (value >= least && value < Integer.MAX_VALUE) {
                return options.with(option, value);
            }
        } catch (NumberFormatException e) {
            // told below, like a number that is out of range
        }
        throw new ExtensionConfigurationException("Configuration parameter [" + parameter
                + "] must be a whole number of at least " + least + " but was <" + text.get() + ">.");
    }

    private static <E extends Enum<E>> @Nullable E word(ExtensionContext context, String parameter, E[] words) {
        Optional<String> text = context.getConfigurationParameter(parameter);
        if (text.isEmpty()) {
            return null;
        }
        for (E word : words) {
            if (word.name().equals(text.get().trim().toUpperCase(Locale.ROOT))) {
                return word;
            }
        }
        throw new ExtensionConfigurationException("Configuration parameter [" + parameter + "] must be one of "
                + Arrays.toString(words) + " but was <" + text.get() + ">.");
    }
}
