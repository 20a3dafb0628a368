package io.github.loopline.junit;

import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.internal.Draws;
import io.github.loopline.net.Family;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
 * @param leaks what becomes of connections that the code under test leaves open
 * @param requiresCapabilities whether a test that asks for what the machine lacks fails
 * @param seed what all random choices are drawn from
 * @param output the folder of the transcripts' files, or null for JUnit's
 * @param hold how long fixtures stay open after a failure
 */
record Settings(
        Options options,
        TranscriptMode transcript,
        LeakMode leaks,
        boolean requiresCapabilities,
        long seed,
        @Nullable Path output,
        Duration hold) {

    private static final Set<Option> OPTIONS = Set.of(Option.TIMEOUT_MILLIS, Option.FAMILY, Option.RECORDING_LIMIT);
    private static final Family[] FAMILIES = {Family.INET, Family.INET6};

    private static final Pattern HOLD = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h)");
    private static final Duration LONGEST_HOLD = Duration.ofHours(24);

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
        boolean strict = AnnotationSupport.isAnnotated(element, NoLeaks.class);
        if (defaults == null) {
            return strict ? outer.strict() : outer;
        }
        try {
            return outer.within(defaults, strict);
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

    private Settings strict() {
        return new Settings(options, transcript, LeakMode.FAIL, requiresCapabilities, seed, output, hold);
    }

    private Settings within(NetworkDefaults defaults, boolean strict) {
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
        Object left = Attributes.value(defaults, "leaks");
        if (strict && left != null) {
            throw new IllegalArgumentException(
                    "leaks must not be set beside @NoLeaks but was " + left + ". Remove one.");
        }
        return new Settings(
                set.orElse(options, OPTIONS),
                mode == null ? transcript : (TranscriptMode) mode,
                strict ? LeakMode.FAIL : left == null ? leaks : (LeakMode) left,
                requiresCapabilities,
                seed,
                output,
                hold);
    }

    private static Settings parameters(ExtensionContext context) {
        Options options = Options.NONE;
        options = number(context, NetworkDefaults.TIMEOUT_MILLIS, Option.TIMEOUT_MILLIS, 1, options);
        options = number(context, NetworkDefaults.RECORDING_LIMIT, Option.RECORDING_LIMIT, 0, options);
        Family family = word(context, NetworkDefaults.FAMILY, FAMILIES);
        TranscriptMode mode = word(context, NetworkDefaults.TRANSCRIPT, TranscriptMode.values());
        LeakMode left = word(context, NetworkDefaults.LEAKS, LeakMode.values());
        Capabilities capabilities = word(context, NetworkDefaults.CAPABILITIES, Capabilities.values());
        return new Settings(
                family == null ? options : options.with(Option.FAMILY, family),
                mode == null ? TranscriptMode.ON_FAILURE : mode,
                left == null ? LeakMode.AFTER_FAILURE : left,
                capabilities == Capabilities.REQUIRE,
                seed(context),
                output(context),
                hold(context));
    }

    private static @Nullable Path output(ExtensionContext context) {
        String folder = context.getConfigurationParameter(NetworkDefaults.OUTPUT)
                .orElse("")
                .trim();
        try {
            return folder.isEmpty() ? null : Path.of(folder);
        } catch (InvalidPathException e) {
            throw new ExtensionConfigurationException(
                    "Configuration parameter [" + NetworkDefaults.OUTPUT + "] must be a folder but was <" + folder
                            + ">.",
                    e);
        }
    }

    private static Duration hold(ExtensionContext context) {
        String text = context.getConfigurationParameter(NetworkDefaults.HOLD)
                .orElse("")
                .trim();
        if (text.isEmpty()) {
            return Duration.ZERO;
        }
        Matcher matcher = HOLD.matcher(text);
        Duration time = matcher.matches() ? time(Long.parseLong(matcher.group(1)), matcher.group(2)) : null;
        if (time == null || time.compareTo(LONGEST_HOLD) > 0) {
            throw new ExtensionConfigurationException("Configuration parameter [" + NetworkDefaults.HOLD
                    + "] must be a time of at most 24 h such as 90s, 10m or 1h but was <" + text + ">.");
        }
        return time;
    }

    private static Duration time(long number, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
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
