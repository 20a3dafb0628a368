package io.github.loopline.junit;

import io.github.loopline.net.Family;
import io.github.loopline.net.Protocol;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * {@code @RefusedPort} injects a port where nobody listens, as {@link java.net.InetSocketAddress} or {@code int}, or a Unix
 * path as {@link java.net.UnixDomainSocketAddress}: each connect is refused. A connected UDP sender gets {@link
 * java.net.PortUnreachableException} at its next call. The port is held: nobody else can take it.
 *
 * <h2>Creation</h2>
 *
 * <p>A wrong type, a final field, or an attribute that is out of range or has no meaning for the type is told in one line
 * before any socket is opened.
 *
 * <h2>Scope</h2>
 *
 * <p>It lives as long as what holds it: a static field or a parameter of {@code @BeforeAll} to the end of the class, an
 * instance field or constructor parameter as long as the test instance, any other parameter to the end of that test.
 *
 * <h2>Closing</h2>
 *
 * <p>In the reverse order of opening, within a bounded time, whatever the peers do.
 *
 * <h2>Thread safety</h2>
 *
 * <p>Managed fixtures are thread-safe. Each declaration has sockets of its own on free ports, so tests run in parallel.
 *
 * @since 0.1
 */
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@ExtendWith(FixtureExtension.class)
public @interface RefusedPort {

    /**
     * The protocol that nobody listens on.
     *
     * @return the protocol
     */
    Protocol protocol() default Protocol.TCP;

    /**
     * The address family: {@code INET} or {@code INET6}. {@code INET} unless set here, by {@link NetworkDefaults}, or by
     * {@code loopline.family}.
     *
     * @return the value, or what stands for "not set"
     */
    Family[] family() default {};

    /**
     * The loopback address to bind to, in digits, such as {@code 127.0.0.2}. That of the family unless set.
     *
     * @return the value, or what stands for "not set"
     */
    String host() default "";

    /**
     * The port to bind to. A free one unless set; a fixed one collides with other tests and processes.
     *
     * @return the value; the default, -2147483648, means that it is unset
     */
    int port() default Attributes.NOT_SET;

    /**
     * The path to bind to, at most 106 bytes, of a file that does not exist. A fresh one unless set.
     *
     * @return the value, or what stands for "not set"
     */
    String path() default "";

    /**
     * How many to open, for a {@code List} of one of the types; 1 or more.
     *
     * @return the value; the default, -2147483648, means that it is unset
     */
    int count() default Attributes.NOT_SET;
}
