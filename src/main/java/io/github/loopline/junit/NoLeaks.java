package io.github.loopline.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * {@code @NoLeaks} fails the test, or the class, if the code under test leaves a connection to a fixture open, or a thread running
 * that a call has started: it must close what it opens, pools too. Each fixture is judged at the end of its own lifetime, after {@code @AfterEach} or {@code @AfterAll}.
 * The configuration parameter {@value NetworkDefaults#LEAKS} with {@code fail} means all tests.
 *
 * @since 0.1
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(FixtureExtension.class)
public @interface NoLeaks {}
