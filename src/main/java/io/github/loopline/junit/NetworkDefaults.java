package io.github.loopline.junit;

import io.github.loopline.net.Family;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * {@code @NetworkDefaults} sets what the fixtures of a test class or method use where their own annotation says nothing. The
 * method goes before its class, the class of a {@code @Nested} test before the class around it, and all of them before the
 * configuration parameters {@code loopline.timeoutMillis}, {@code loopline.family}, {@code loopline.recordingLimit}, {@code
 * loopline.transcript}, {@code loopline.leaks} and {@code loopline.capabilities} (in {@code junit-platform.properties}, say). It also makes a plain
 * {@link io.github.loopline.Loopback} parameter work in a class without other fixtures.
 *
 * @since 0.1
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(FixtureExtension.class)
public @interface NetworkDefaults {

    /** Configuration parameter: {@value}, a number of milliseconds. */
    String TIMEOUT_MILLIS = "loopline.timeoutMillis";

    /** Configuration parameter: {@value}, {@code INET} or {@code INET6}. */
    String FAMILY = "loopline.family";

    /** Configuration parameter: {@value}, a number of bytes. */
    String RECORDING_LIMIT = "loopline.recordingLimit";

    /** Configuration parameter: {@value}, a {@link TranscriptMode}. */
    String TRANSCRIPT = "loopline.transcript";

    /**
     * Configuration parameter: {@value}. With {@code require} a test that asks for what the machine lacks fails; with {@code
     * abort}, the default, it is aborted.
     */
    String CAPABILITIES = "loopline.capabilities";

    /**
     * Configuration parameter: {@value}, a whole number, from which faults draw what is random. Fresh for each run unless set; the
     * transcript of a failure tells it.
     */
    String SEED = "loopline.seed";

    /** Configuration parameter: {@value}, a {@link LeakMode}, {@code after_failure} unless set. */
    String LEAKS = "loopline.leaks";

    /**
     * Configuration parameter: {@value}, a folder under which the files of transcripts go, each test's in one of its own. Unless set they
     * go where JUnit publishes files: beside the test's other output.
     */
    String OUTPUT = "loopline.output";

    /**
     * Configuration parameter: {@value}, a time such as {@code 90s}, {@code 10m} or {@code 1h}, at most 24 h: so long the fixtures
     * of a failed test stay open, for somebody to look at them, unless the file that is named on {@link System#err} is deleted before.
     */
    String HOLD = "loopline.hold";

    /**
     * How long a call waits, in milliseconds; {@value #TIMEOUT_MILLIS} unless set.
     *
     * @return 1 or more, or what stands for "not set"
     */
    int timeoutMillis() default Attributes.NOT_SET;

    /**
     * The address family; {@value #FAMILY} unless set.
     *
     * @return none or one
     */
    Family[] family() default {};

    /**
     * Bytes that a recording keeps; {@value #RECORDING_LIMIT} unless set.
     *
     * @return 0 or more, or what stands for "not set"
     */
    int recordingLimit() default Attributes.NOT_SET;

    /**
     * When the transcript is told; {@value #TRANSCRIPT} unless set.
     *
     * @return none or one
     */
    TranscriptMode[] transcript() default {};

    /**
     * What becomes of a connection or a thread that the code under test leaves behind; {@value #LEAKS} unless set. {@link NoLeaks} is
     * the short form of {@link LeakMode#FAIL}.
     *
     * @return none or one
     */
    LeakMode[] leaks() default {};
}
