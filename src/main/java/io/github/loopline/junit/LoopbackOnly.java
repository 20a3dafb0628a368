package io.github.loopline.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/**
 * {@code @LoopbackOnly} fails a test, or each of a class, whose code connects to anything but loopback: a {@code Socket}, an URL or an HTTP
 * client of the JDK, with the stack, and on Linux any TCP socket, and any connected one of UDP, that the kernel shows with such a peer while
 * the test runs. It keeps nothing from being sent. It does not see all: sockets that are gone again within milliseconds, but for those that
 * were named first, and datagrams of sockets that are not connected. It looks at the whole process, so such a test runs alone, as with
 * {@link org.junit.jupiter.api.parallel.Isolated}.
 *
 * @since 0.1
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(GuardExtension.class)
@ResourceLock(Resources.GLOBAL)
public @interface LoopbackOnly {}
