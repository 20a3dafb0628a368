package io.github.loopline.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * {@code @UnixLink} injects a {@link io.github.loopline.link.StreamLink} on a fresh Unix path: it passes everything on to where
 * {@link io.github.loopline.link.StreamLink#to link.to(...)} leads it, and applies faults when the test says so.
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
 * <p>In the reverse order of opening, within a bounded time, whatever the peers do. The socket file is deleted.
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
public @interface UnixLink {

    /**
     * How many connections the kernel queues until they are accepted, 1 or more; Linux admits one more. 4096 unless set.
     *
     * @return the value; the default, -2147483648, means that it is unset
     */
    int backlog() default Attributes.NOT_SET;

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
     * The path to bind to, at most 106 bytes, of a file that does not exist. A fresh one unless set.
     *
     * @return the value, or what stands for "not set"
     */
    String path() default "";

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
     * Bytes that a recording keeps of each direction; later ones are counted. 32 MiB unless set.
     *
     * @return the value; the default, -2147483648, means that it is unset
     */
    int recordingLimit() default Attributes.NOT_SET;

    /**
     * Write {@code tls = @Tls} for a link that speaks TLS to its clients, whose TLS ends here: the link records clear text, and faults
     * act on it. What clients send is passed on as it is unless set.
     *
     * @return the value, or what stands for "not set"
     */
    Tls[] tls() default {};

    /**
     * Write {@code upstreamTls = @Tls} for a link that speaks TLS to the server, as a client that believes every certificate.
     *
     * @return the value, or what stands for "not set"
     */
    Tls[] upstreamTls() default {};

    /**
     * How much later everything arrives, at least, both ways, in milliseconds, 0 to 3600000. Nothing unless set.
     *
     * @return the value; the default, -2147483648, means that it is unset
     */
    int latencyMillis() default Attributes.NOT_SET;

    /**
     * How much may be added to the latency, in milliseconds, 0 to 3600000; it is drawn for each piece. Nothing unless set.
     *
     * @return the value; the default, -2147483648, means that it is unset
     */
    int jitterMillis() default Attributes.NOT_SET;

    /**
     * How many bytes pass in a second and direction, 1 or more. As many as come unless set.
     *
     * @return the value; the default, -2147483648, means that it is unset
     */
    int bytesPerSecond() default Attributes.NOT_SET;

    /**
     * The size of the pieces in which everything arrives, 20 ms apart, 1 or more. As it comes unless set.
     *
     * @return the value; the default, -2147483648, means that it is unset
     */
    int sliceBytes() default Attributes.NOT_SET;

    /**
     * Of a hundred connections, how many are reset when they begin, 0 to 100; which, is drawn. None unless set.
     *
     * @return the value; the default, -2147483648, means that it is unset
     */
    int resetPercent() default Attributes.NOT_SET;

    /**
     * How many to open, for a {@code List} of links; 1 or more.
     *
     * @return the value; the default, -2147483648, means that it is unset
     */
    int count() default Attributes.NOT_SET;
}
