package io.github.loopline.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * {@code @UnixPeer} injects a datagram socket that is bound to a Unix path or an abstract name: a {@link
 * io.github.loopline.datagram.DatagramPeer} that records by itself, or its address ({@link java.net.UnixDomainSocketAddress},
 * {@link java.net.SocketAddress}). The JDK has no such socket: it needs {@code net.java.dev.jna:jna} on the class path, and
 * aborts the test without.
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
 * <p>In the reverse order of opening, within a bounded time, whatever the peers do. The socket file is deleted.
 *
 * <h2>Thread safety</h2>
 *
 * <p>Managed fixtures are thread-safe. Each declaration has a socket of its own on a fresh path, so tests run in parallel.
 *
 * @since 0.1
 */
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@ExtendWith(FixtureExtension.class)
public @interface UnixPeer {

    /**
     * How long each verb waits, in milliseconds, 1 or more; 5000 unless set.
     *
     * @return the value; the default, -2147483648, means that it is unset
     */
    int timeoutMillis() default Attributes.NOT_SET;

    /**
     * Whether verbs wait; {@code true} unless set. {@code false} is a timeout of zero.
     *
     * @return the value, or what stands for "not set"
     */
    boolean[] blocking() default {};

    /**
     * The path to bind to, at most 106 bytes, of a file that does not exist. A fresh one unless set.
     *
     * @return the value, or what stands for "not set"
     */
    String path() default "";

    /**
     * The abstract name to bind to instead of a path, at most 107 bytes, or {@link
     * io.github.loopline.fixture.Options#ANY_NAME} for a free one. Linux only.
     *
     * @return the value, or what stands for "not set"
     */
    String abstractName() default "";

    /**
     * SO_SNDBUF in bytes, 1 or more; it bounds the size of a datagram. The kernel's default unless set.
     *
     * @return the value; the default, -2147483648, means that it is unset
     */
    int sendBufferSize() default Attributes.NOT_SET;

    /**
     * Bytes that a recording keeps of each direction; later ones are counted and hashed. 32 MiB unless set.
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
     * How many to open, for a {@code List} of one of the types; 1 or more.
     *
     * @return the value; the default, -2147483648, means that it is unset
     */
    int count() default Attributes.NOT_SET;
}
