package io.github.loopline.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * {@code @SlowLoris} injects a link through which everything trickles, both ways, byte by byte and 20 ms apart: a client that keeps a
 * server waiting, or a server that does so with a client.
 *
 * <p>It is {@code @TcpLink(sliceBytes = 1)}; the link leads where {@link
 * io.github.loopline.link.StreamLink#to link.to(...)} says.
 *
 * @since 0.1
 */
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TcpLink(sliceBytes = 1)
public @interface SlowLoris {}
