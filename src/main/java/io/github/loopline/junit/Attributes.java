package io.github.loopline.junit;

import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import java.lang.annotation.Annotation;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what an annotation sets. An attribute that stands at its default is not set, whatever legal values there are. */
final class Attributes {

    /** The default of every numeric attribute. */
    static final int NOT_SET = Integer.MIN_VALUE;

    private static final Map<String, Option> BY_NAME = new HashMap<>(); // filled here and never changed

    static {
        for (Option option : Option.values()) {
            BY_NAME.put(option.attribute(), option);
        }
    }

    private Attributes() {}

    /**
     * Reads the attributes that are options.
     *
     * @throws IllegalArgumentException if one is out of range, or an array has several elements
     */
    static Options options(Annotation annotation) {
        Map<Option, Method> attributes = new EnumMap<>(Option.class); // always told of the same one first
        for (Method attribute : annotation.annotationType().getDeclaredMethods()) {
            Option option = BY_NAME.get(attribute.getName());
            if (option != null) {
                attributes.put(option, attribute);
            }
        }
        Options options = Options.NONE;
        for (Map.Entry<Option, Method> entry : attributes.entrySet()) {
            Object value = value(annotation, entry.getValue());
            if (value != null) {
                Object read = value instanceof Tls tls
                        ? TlsAttributes.options(entry.getKey().attribute(), tls)
                        : value;
                options = options.with(entry.getKey(), read);
            }
        }
        return options;
    }

    /** Reads one attribute; null if it is not set. */
    static @Nullable Object value(Annotation annotation, String attribute) {
        try {
            return value(annotation, annotation.annotationType().getDeclaredMethod(attribute));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(annotation.annotationType() + " has no attribute " + attribute, e);
        }
    }

    private static @Nullable Object value(Annotation annotation, Method attribute) {
        Object value = invoke(annotation, attribute);
        if (value.equals(NOT_SET) || value.equals("")) {
            return null;
        }
        if (!value.getClass().isArray()) {
            return value;
        }
        int length = Array.getLength(value);
        if (length > 1) {
            throw new IllegalArgumentException(
                    attribute.getName() + " must be given once but has " + length + " values. Write one.");
        }
        return length == 0 ? null : Array.get(value, 0);
    }

    private static Object invoke(Annotation annotation, Method attribute) {
        try {
            return attribute.invoke(annotation);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(attribute + " of " + annotation + " cannot be read", e);
        }
    }
}
