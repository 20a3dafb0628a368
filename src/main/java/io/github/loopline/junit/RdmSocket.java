package io.github.loopline.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * {@code @RdmSocket} injects a socket for reliably delivered messages, SOCK_RDM: every message arrives once, and the order is
 * not promised. It is a {@link io.github.loopline.datagram.DatagramPeer} that records by itself, or its address ({@link
 * java.net.SocketAddress}). Linux has SOCK_RDM in AF_TIPC only, a kernel module: where that is not loaded, the test is
 * aborted with the errno in words, unless it asks for the stand-in. It needs {@code net.java.dev.jna:jna} on the class path.
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
 * <p>In the reverse order of opening, within a bounded time, whatever the peers do. The file of a stand-in is deleted.
 *
 * <h2>Thread safety</h2>
 *
 * <p>Managed fixtures are thread-safe. Each declaration has a socket of its own, so tests run in parallel.
 *
 * @since 0.1
 */
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@ExtendWith(FixtureExtension.class)
public @interface RdmSocket {

    /**
     * Whether a Unix datagram socket stands in, which keeps the same promise on every Linux and macOS. It is never substituted
     * silently.
     *
     * @return {@code true} for the stand-in
     */
    boolean standIn() default false;

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
     * How many to open, for a {@code List} of one of the types; 1 or more.
     *
     * @return the value; the default, -2147483648, means that it is unset
     */
    int count() default Attributes.NOT_SET;
}
