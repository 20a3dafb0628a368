package io.github.loopline.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * {@code @ModemLink} injects a link like a modem of 56 kbit/s: 100 ms later, and 7000 bytes a second, each way.
 *
 * <p>It is {@code @TcpLink(latencyMillis = 100, bytesPerSecond = 7000)}; the link leads where {@link
 * io.github.loopline.link.StreamLink#to link.to(...)} says.
 *
 * @since 0.1
 */
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TcpLink(latencyMillis = 100, bytesPerSecond = 7000)
public @interface ModemLink {}
