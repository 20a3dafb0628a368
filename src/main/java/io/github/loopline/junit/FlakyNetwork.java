package io.github.loopline.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * {@code @FlakyNetwork} injects a link like a bad network: all is 5 to 55 ms late, each way, and one of ten connections is reset when it
 * begins. Which, is drawn by the seed of the test.
 *
 * <p>It is {@code @TcpLink(latencyMillis = 5, jitterMillis = 50, resetPercent = 10)}; the link leads where {@link
 * io.github.loopline.link.StreamLink#to link.to(...)} says.
 *
 * @since 0.1
 */
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TcpLink(latencyMillis = 5, jitterMillis = 50, resetPercent = 10)
public @interface FlakyNetwork {}
