package io.github.loopline.check;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What threads died of that code under test has started: what nobody has caught. Not for users. Thread-safe.
 *
 * <p>Only what no program throws on purpose counts, such as an index out of bounds or a lack of memory. A thread may end by an exception
 * as it may end by a return.
 */
public final class Deaths {

    private static final List<Class<? extends Throwable>> MISTAKES = List.of(
            NullPointerException.class,
            IndexOutOfBoundsException.class,
            NegativeArraySizeException.class,
            IllegalArgumentException.class,
            ArithmeticException.class,
            ClassCastException.class,
            java.nio.BufferUnderflowException.class,
            java.nio.BufferOverflowException.class,
            VirtualMachineError.class);

    private record Death(String thread, Throwable thrown) {

        /** What it threw and where, which is the same each time that it happens. */
        String place() {
            StackTraceElement[] stack = thrown.getStackTrace();
            return thrown.getClass().getName() + (stack.length == 0 ? "" : " at " + stack[0]);
        }
    }

    private final List<Death> all = new CopyOnWriteArrayList<>();

    /** Begins with none. */
    public Deaths() {}

    void add(Thread thread, Throwable thrown) {
        if (isMistake(thrown)) {
            all.add(new Death(thread.getName(), thrown));
        }
    }

    void addAll(Deaths others) {
        all.addAll(others.all);
    }

    private static boolean isMistake(Throwable thrown) {
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            if (each instanceof IOException) {
                return false;
            }
        }
        return MISTAKES.stream().anyMatch(type -> type.isInstance(thrown));
    }

    /**
     * Tell of the first that is new.
     *
     * @param plain those of the plain run
     * @return which thread died of what, and where; null if there is none that did not die so plainly
     */
    public @Nullable String beyond(Deaths plain) {
        List<String> known = plain.all.stream().map(Death::place).toList();
        return all.stream()
                .filter(death -> !known.contains(death.place()))
                .findFirst()
                .map(death -> "thread [" + death.thread() + "] died of " + death.thrown()
                        + Hang.text(death.thrown().getStackTrace()))
                .orElse(null);
    }
}
