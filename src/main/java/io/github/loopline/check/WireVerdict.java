package io.github.loopline.check;

import io.github.loopline.fixture.UserCode;
import io.github.loopline.internal.Deadline;
import io.github.loopline.net.FixtureException;
import io.github.loopline.script.ScriptFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/** What the end of a test under a condition of the wire matrix means. Not for users. */
public final class WireVerdict {

    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final Pattern CAUGHT = Pattern.compile("but caught\\s+\"([\\w.$]+)");

    private WireVerdict() {}

    /**
     * Tell whether a test may end so while the connection breaks: by an {@link IOException} or a type that the user names, also inside
     * what JDK and assertions wrap around it.
     *
     * @param thrown what the test threw
     * @param types further types
     * @return true if that is right
     */
    public static boolean accepts(Throwable thrown, List<Class<? extends Throwable>> types) {
        return Wrapping.isRight(
                thrown,
                each -> each instanceof IOException
                        || types.stream().anyMatch(type -> type.isInstance(each))
                        || each instanceof AssertionError && isAbout(each, types));
    }

    /** Tells whether an assertion failed because of something that is accepted. */
    private static boolean isAbout(Throwable failed, List<Class<? extends Throwable>> types) {
        Throwable cause = failed.getCause();
        return cause == null ? names(failed, types) : accepts(cause, types);
    }

    /**
     * Tell whether a test compared something and found it wrong, or waited for it in vain, which is right where the bytes were wrong.
     *
     * @param thrown what the test threw
     * @return true for an assertion that failed for no exception, and for one of Awaitility
     */
    public static boolean isComparison(Throwable thrown) {
        return thrown instanceof AssertionError && thrown.getCause() == null || isInVain(thrown);
    }

    /**
     * Tell whether a test waited in vain: whoever listens and gets nothing has nothing to throw.
     *
     * @param thrown what the test threw
     * @return true for the end of an {@code await()} of Awaitility
     */
    public static boolean isInVain(Throwable thrown) {
        return thrown instanceof ConditionTimeoutException;
    }

    /** {@code doesNotThrowAnyException()} of AssertJ quotes what was thrown, and keeps no cause. */
    private static boolean names(Throwable thrown, List<Class<? extends Throwable>> types) {
        Matcher caught = CAUGHT.matcher(String.valueOf(thrown.getMessage()));
        if (!caught.find()) {
            return false;
        }
        try {
            Class<?> type =
                    Class.forName(caught.group(1), false, Thread.currentThread().getContextClassLoader());
            return Stream.concat(Stream.of(IOException.class), types.stream())
                    .anyMatch(accepted -> accepted.isAssignableFrom(type));
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /**
     * Tell whether something tells of a fixture and not of the code under test. Assertions of fixtures are known by their first line,
     * since AssertJ takes the library out of their stack.
     *
     * @param thrown what the test threw
     * @param names of the fixtures, as messages name them
     * @return true if an assertion or a verb of a fixture threw it
     */
    public static boolean isOfFixture(Throwable thrown, List<String> names) {
        return thrown instanceof FixtureException
                || thrown instanceof ScriptFailure
                || thrown instanceof FixtureHang
                || isAboutOneOf(thrown, names);
    }

    /**
     * Tell whether an assertion that failed is about one of several fixtures.
     *
     * @param thrown what the test threw
     * @param names of the fixtures, as messages name them
     * @return true if its first line says so
     */
    public static boolean isAboutOneOf(Throwable thrown, List<String> names) {
        String message = String.valueOf(thrown.getMessage());
        String line = message.strip().lines().findFirst().orElse("");
        return thrown instanceof AssertionError
                && line.contains("Expecting ")
                && names.stream().anyMatch(line::contains);
    }

    /**
     * Run a test on a thread of its own. If it does not end in time, free it, by closing sockets, since a read does not notice an
     * interrupt.
     *
     * @param code the test
     * @param time how long it may take
     * @param test the class whose method it is; its frames end the stack that is told
     * @param name of the test, as messages name it
     * @param freeing closes what the library handed out
     * @param deaths takes what threads died of that it has started
     * @param dying how long to wait for threads that may be about to die
     * @param meanwhile goes on beside it, or null
     * @return what it threw, or null
     * @throws AssertionError if it did not end in time; it says where it was
     */
    public static @Nullable Throwable run(
            UserCode code,
            Duration time,
            Class<?> test,
            String name,
            Runnable freeing,
            Deaths deaths,
            Duration dying,
            @Nullable Meanwhile meanwhile) {
        Call<@Nullable Void> call = new Call<@Nullable Void>(
                        () -> {
                            code.run();
                            return null;
                        },
                        name)
                .start();
        if (meanwhile != null) {
            meanwhile.watch(call, time);
        }
        Hang hang = Hang.await(call, time, Hang.late(time), test.getName());
        call.awaitDying(dying);
        deaths.addAll(call.deaths());
        if (hang == null || hang.ended()) {
            return call.failure();
        }
        freeing.run();
        boolean freed = call.awaitEnd(GRACE);
        call.cancel();
        WakeUp.wake(call);
        String message = "it did not end within " + Deadline.text(time) + " but was still " + hang.text()
                + (freed ? "" : "\n  and it went on when all that the library handed out was closed");
        throw hang.inFixture() ? new FixtureHang(message) : new AssertionError(message);
    }

    /** The time was over while the test waited for something that a fixture was to get. */
    private static final class FixtureHang extends AssertionError {

        private static final long serialVersionUID = 1L;

        FixtureHang(String message) {
            super(message);
        }
    }
}
