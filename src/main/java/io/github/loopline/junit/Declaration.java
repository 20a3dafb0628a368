package io.github.loopline.junit;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A field or parameter that holds a fixture: makes both look alike, so that there is one path from the annotation to the
 * socket.
 *
 * @param annotation what declares it
 * @param element the field or parameter
 * @param declared its type, with what is between the angle brackets
 * @param description for messages: kind, and the element in brackets
 */
record Declaration(Annotation annotation, AnnotatedElement element, Type declared, String description) {

    static Declaration of(Field field, Annotation annotation) {
        String text = (Modifier.isStatic(field.getModifiers()) ? "static " : "")
                + field.getType().getSimpleName() + " "
                + field.getDeclaringClass().getSimpleName() + "." + field.getName();
        return new Declaration(annotation, field, field.getGenericType(), "field [" + text + "]");
    }

    static Declaration of(Parameter parameter, Annotation annotation) {
        return new Declaration(annotation, parameter, parameter.getParameterizedType(), description(parameter));
    }

    static String description(Parameter parameter) {
        Executable executable = parameter.getDeclaringExecutable();
        String types = Arrays.stream(executable.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(", "));
        String owner = executable.getDeclaringClass().getSimpleName();
        boolean constructor = executable.getName().contains(".");
        String name = constructor ? owner : owner + "." + executable.getName();
        return "parameter [" + parameter.getName() + "] in [" + name + "(" + types + ")]";
    }

    /** Gives the class to open: the element type of a list, or the declared type itself. */
    Class<?> type() {
        Type element = isList() ? elementType() : declared;
        if (element instanceof Class<?> type) {
            return type;
        }
        return element instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : Object.class;
    }

    boolean isList() {
        return declared == List.class
                || declared instanceof ParameterizedType generic && generic.getRawType() == List.class;
    }

    private @Nullable Type elementType() {
        return declared instanceof ParameterizedType generic ? generic.getActualTypeArguments()[0] : null;
    }

    /** Writes the message of a configuration error: subject, element in brackets, then the rule. */
    String message(String rule) {
        String subject = "@" + annotation.annotationType().getSimpleName() + " " + description;
        return subject + (rule.startsWith("must ") ? " " : ": ") + rule;
    }
}
