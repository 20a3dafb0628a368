package io.github.loopline.junit;

import io.github.loopline.net.Family;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * {@code @UdpLink} injects a {@link io.github.loopline.link.DatagramLink} on a free loopback port: it passes everything on to where
 * {@link io.github.loopline.link.DatagramLink#to link.to(...)} leads it, and applies faults when the test says so.
 *
 * <h2>Creation</h2>
 *
 * <p>A wrong type, a final field, or an attribute that is out of range is told in one line before any socket is opened.
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
 * <p>Links are thread-safe. Each declaration has a link of its own, so tests run in parallel.
 *
 * @since 0.1
 */
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@ExtendWith(FixtureExtension.class)
public @interface UdpLink {

    /**
     * How long a call of the link waits, in milliseconds, 1 or more. 5000 unless set.
     *
     * @return the value; the default, -2147483648, means that it is unset
     */
    int timeoutMillis() default Attributes.NOT_SET;

    /**
     * Whether calls of the link wait; {@code true} unless set. {@code false} is a timeout of zero.
     *
     * @return the value, or what stands for "not set"
     */
    boolean[] blocking() default {};

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
     * SO_RCVBUF in bytes, 1 or more, of the sockets on both sides. The kernel's default unless set.
     *
     * @return the value; the default, -2147483648, means that it is unset
     */
    int receiveBufferSize() default Attributes.NOT_SET;

    /**
     * SO_SNDBUF in bytes, 1 or more, of the sockets on both sides. The kernel's default unless set.
     *
     * @return the value; the default, -2147483648, means that it is unset
     */
    int sendBufferSize() default Attributes.NOT_SET;

    /**
     * Bytes that a recording keeps of each direction; later datagrams are counted. 32 MiB unless set.
     *
     * @return the value; the default, -2147483648, means that it is unset
     */
    int recordingLimit() default Attributes.NOT_SET;

    /**
     * How much later each datagram arrives, at least, both ways, in milliseconds, 0 to 3600000. Nothing unless set.
     *
     * @return the value; the default, -2147483648, means that it is unset
     */
    int latencyMillis() default Attributes.NOT_SET;

    /**
     * How much may be added to the latency, in milliseconds, 0 to 3600000; it is drawn for each datagram, so they overtake each
     * other. Nothing unless set.
     *
     * @return the value; the default, -2147483648, means that it is unset
     */
    int jitterMillis() default Attributes.NOT_SET;

    /**
     * Of a hundred datagrams, how many are lost, each way, 0 to 100; which, is drawn. None unless set.
     *
     * @return the value; the default, -2147483648, means that it is unset
     */
    int lossPercent() default Attributes.NOT_SET;

    /**
     * Of a hundred datagrams, how many arrive twice, each way, 0 to 100; which, is drawn. None unless set.
     *
     * @return the value; the default, -2147483648, means that it is unset
     */
    int duplicatePercent() default Attributes.NOT_SET;

    /**
     * How many to open, for a {@code List} of links; 1 or more.
     *
     * @return the value; the default, -2147483648, means that it is unset
     */
    int count() default Attributes.NOT_SET;
}
