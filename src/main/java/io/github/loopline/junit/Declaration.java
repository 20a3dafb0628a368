package io.github.loopline.junit;

import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A field or parameter that holds a fixture: makes both look alike, so that there is one path from the annotation to the
 * socket.
 *
 * @param annotations what declares it: one, or the declaration is wrong
 * @param declared its type, with what is between the angle brackets
 * @param description for messages: kind, and the element in brackets
 */
record Declaration(List<Annotation> annotations, Type declared, String description) {

    static Declaration of(Field field, List<Annotation> annotations) {
        String text = (Modifier.isStatic(field.getModifiers()) ? "static " : "")
                + field.getType().getSimpleName() + " "
                + field.getDeclaringClass().getSimpleName() + "." + field.getName();
        return new Declaration(annotations, field.getGenericType(), "field [" + text + "]");
    }

    static Declaration of(Parameter parameter, int index, List<Annotation> annotations) {
        Executable executable = parameter.getDeclaringExecutable();
        return new Declaration(annotations, type(executable, index), description(parameter, executable));
    }

    /**
     * Counts from the end: an inner class's constructor has a first parameter that its source does not have, and no type
     * arguments in {@link Parameter#getParameterizedType} unless compiled with {@code -parameters}.
     */
    private static Type type(Executable executable, int index) {
        Type[] types = executable.getGenericParameterTypes();
        return types[types.length - (executable.getParameterCount() - index)];
    }

    private static String description(Parameter parameter, Executable executable) {
        String types = Arrays.stream(executable.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(", "));
        String owner = executable.getDeclaringClass().getSimpleName();
        String name = executable instanceof Constructor ? owner : owner + "." + executable.getName();
        return "parameter [" + parameter.getName() + "] in [" + name + "(" + types + ")]";
    }

    Annotation annotation() {
        return annotations.get(0);
    }

    /** Gives the class to open: the element type of a list, or the declared type itself. */
    Class<?> type() {
        return raw(
                declared instanceof ParameterizedType list && isList() ? list.getActualTypeArguments()[0] : declared);
    }

    private static Class<?> raw(Type type) {
        if (type instanceof Class<?> simple) {
            return simple;
        }
        if (type instanceof ParameterizedType generic) {
            return raw(generic.getRawType());
        }
        return type instanceof WildcardType wildcard ? raw(wildcard.getUpperBounds()[0]) : Object.class;
    }

    /**
     * Refuses what could hold several fixtures but is no List that names its type.
     *
     * @throws IllegalArgumentException if it is such a type
     */
    void checkSeveral() {
        Class<?> type = raw(declared);
        if (type.isArray()) {
            Class<?> element = type.getComponentType();
            String boxed = element == int.class ? "Integer" : element.getSimpleName();
            throw new IllegalArgumentException("must not be an array. Write List<" + boxed + "> and count = 2, say.");
        }
        if (declared == List.class) {
            throw new IllegalArgumentException("must name the type that the List holds. Write List<type>.");
        }
        if (type != List.class && Collection.class.isAssignableFrom(type)) {
            throw new IllegalArgumentException("must be a List, to hold several, but is " + type.getSimpleName()
                    + ". Write List<type> and count = 2, say.");
        }
    }

    boolean isList() {
        return raw(declared) == List.class;
    }

    /** Writes a message: subject, element in brackets, then the rule. */
    String message(String rule) {
        String subject = "@" + annotation().annotationType().getSimpleName() + " " + description;
        return subject + (rule.startsWith("must ") ? " " : ": ") + rule;
    }
}
