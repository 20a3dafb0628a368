package io.github.loopline.junit;

import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import java.lang.annotation.Annotation;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Reads what an annotation sets. An attribute that stands at its default is not set, whatever legal values there are. */
final class Attributes {

    /** The default of every numeric attribute. */
    static final int NOT_SET = Integer.MIN_VALUE;

    private Attributes() {}

    /**
     * Reads the attributes that are options.
     *
     * @throws IllegalArgumentException if one is out of range, or an array has several elements
     */
    static Options options(Annotation annotation) {
        Options options = Options.NONE;
        for (Option option : Option.values()) {
            Object value = value(annotation, option.attribute());
            if (value != null) {
                options = options.with(option, value);
            }
        }
        return options;
    }

    /** Reads one attribute; null if the annotation has none of that name or it is not set. */
    static @Nullable Object value(Annotation annotation, String attribute) {
        Object value = invoke(annotation, attribute);
        if (value == null || value.equals(NOT_SET) || value.equals("")) {
            return null;
        }
        if (!value.getClass().isArray()) {
            return value;
        }
        int length = Array.getLength(value);
        if (length > 1) {
            throw new IllegalArgumentException(
                    attribute + " must be given once but has " + length + " values. Write one.");
        }
        return length == 0 ? null : Array.get(value, 0);
    }

    private static @Nullable Object invoke(Annotation annotation, String attribute) {
        try {
            Method method = annotation.annotationType().getDeclaredMethod(attribute);
            return method.invoke(annotation);
        } catch (NoSuchMethodException e) {
            return null; // this annotation has no such attribute
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("attribute " + attribute + " of " + annotation + " cannot be read", e);
        }
    }
}
