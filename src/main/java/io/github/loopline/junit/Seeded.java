package io.github.loopline.junit;

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
 * {@code @Seeded} stands in place of {@code @Test} where chance has a part: when the test fails, it tells which faults of chance
 * struck, and the seed that brings them again. A parameter of type {@link java.util.random.RandomGenerator} or {@link java.util.Random}
 * gets a generator from the same seed, for what the test itself chooses.
 *
 * <p>All is drawn from the seed {@value NetworkDefaults#SEED}. It covers the fixtures of the test: its parameters, instance fields, and
 * what its {@link io.github.loopline.Loopback} opens, not fixtures that tests share. Tests of a class that bear it run one after the
 * other, beside all others.
 *
 * @since 0.1
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@Execution(ExecutionMode.SAME_THREAD)
@ExtendWith({FixtureExtension.class, SeededExtension.class})
public @interface Seeded {

    /**
     * Whether a test that fails is run again with fewer of the faults of chance that struck, until no more of them can be left out,
     * or for {@value Shrinking#MOST_RUNS} runs in all. The last run fails, and names those that are left; runs before it that fail
     * count as aborted. What is selected without chance strikes in each run.
     *
     * <p>Each run has fixtures, an instance and callbacks of its own, where the test class has no instance for all its tests. A failure
     * outside the test method, by {@code @BeforeEach} say, ends the search.
     *
     * @return false unless set
     */
    boolean shrink() default false;
}
