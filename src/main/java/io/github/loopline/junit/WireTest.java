package io.github.loopline.junit;

import io.github.loopline.check.Wire;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * {@code @WireTest} stands in place of {@code @Test}: it runs the test once plainly, and then again and again under what a wire can do to
 * the bytes and datagrams that the fixtures sent in the plain run, each time with fixtures, an instance and callbacks of its own. If the
 * plain run fails, nothing else runs; of each condition nothing runs behind its first failure.
 *
 * <p>Under conditions that merely reshape, the test must be green. Under those that break, it may also end with an {@link
 * java.io.IOException} or one of {@link #fails}, thrown, handed on in an {@link java.util.concurrent.ExecutionException}, a {@link
 * java.util.concurrent.CompletionException}, an {@link java.io.UncheckedIOException} or an {@link
 * java.lang.reflect.InvocationTargetException} or as {@link io.github.loopline.check.CallAssert#returnsOrFails(Object)} says, or as the
 * cause of a failed assertion; what assertions, scripts and handlers then say of
 * the fixtures themselves is not judged. {@link Wire} says which is which. Either way it has to end in time.
 *
 * <p>The matrix acts on the stream servers, stream clients and datagram peers that the test opens by parameters, instance fields and its
 * {@link io.github.loopline.Loopback}; a test without one is an error. The test method and those before and after each
 * test run on threads of their own, so that a hang ends. Tests of a class that bear it run one after the other, beside all others.
 *
 * @since 0.1
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@Execution(ExecutionMode.SAME_THREAD)
@ExtendWith({FixtureExtension.class, WireExtension.class})
public @interface WireTest {

    /**
     * The conditions. One that is named here and has nothing in the plain run to act on is told as a report entry; if all are such, the
     * test fails.
     *
     * @return all that apply unless set, but for those that are tried only by name, as {@link Wire} says
     */
    Wire[] value() default {};

    /**
     * What the code under test may throw, beside {@link java.io.IOException}, when the connection breaks.
     *
     * @return nothing else unless set
     */
    Class<? extends Throwable>[] fails() default {};

    /**
     * How long the test method may take under a condition. It is to be longer than the time-outs of the code under test. The plain run
     * may take six times as long; so may each method before and after it.
     *
     * @return 10 s unless set
     */
    long withinMillis() default 10_000;
}
