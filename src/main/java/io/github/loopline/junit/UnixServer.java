package io.github.loopline.junit;

import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Service;
import io.github.loopline.net.SocketType;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * {@code @UnixServer} injects a server that listens on a Unix path: a {@link io.github.loopline.stream.StreamServer} that
 * accepts and records by itself; or the JDK's {@link java.nio.channels.ServerSocketChannel}, from which the test accepts; or
 * the {@link java.net.UnixDomainSocketAddress} of a {@code StreamServer}. With {@code type = SEQPACKET} it is a {@link
 * io.github.loopline.packet.PacketServer} or its address ({@code UnixDomainSocketAddress}, {@link java.net.SocketAddress}); the
 * JDK has no such socket, so it needs {@code net.java.dev.jna:jna} on the class path, and aborts the test without.
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
 * <p>Managed fixtures are thread-safe. Each declaration has sockets of its own on free ports, so tests run in parallel.
 *
 * @since 0.1
 */
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@ExtendWith(FixtureExtension.class)
public @interface UnixServer {

    /**
     * The type of the socket: {@code STREAM}, or {@code SEQPACKET} for messages over a connection. {@code STREAM} unless set.
     *
     * @return the value, or what stands for "not set"
     */
    SocketType[] type() default {};

    /**
     * How many connections the kernel queues until they are accepted, 1 or more; Linux admits one more. 4096 unless set.
     *
     * @return the value; the default, -2147483648, means that it is unset
     */
    int backlog() default Attributes.NOT_SET;

    /**
     * How long a call waits, in milliseconds, 1 or more: each verb of a managed fixture (5000 unless set), SO_TIMEOUT of a socket
     * of the JDK (for ever unless set, or {@link Options#NO_TIMEOUT}). Not for channels, which ignore it.
     *
     * @return the value; the default, -2147483648, means that it is unset
     */
    int timeoutMillis() default Attributes.NOT_SET;

    /**
     * Whether calls wait; {@code true} unless set. {@code false} is a timeout of zero for a managed fixture and
     * {@code configureBlocking(false)} for a channel. Sockets of the JDK always block.
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
     * The abstract name to bind to instead of a path, at most 107 bytes, or {@link Options#ANY_NAME} for a free one. For {@code
     * SEQPACKET} only; Linux only.
     *
     * @return the value, or what stands for "not set"
     */
    String abstractName() default "";

    /**
     * SO_RCVBUF in bytes, 1 or more, set before bind. The kernel's default unless set. Not for {@code SEQPACKET}.
     *
     * @return the value; the default, -2147483648, means that it is unset
     */
    int receiveBufferSize() default Attributes.NOT_SET;

    /**
     * SO_SNDBUF in bytes, 1 or more. The kernel's default unless set.
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
     * What the server does by itself; {@link Service#RECORD} unless set.
     *
     * @return the value, or what stands for "not set"
     */
    Service[] service() default {};

    /**
     * What is sent to each client first, as UTF-8. Nothing unless set.
     *
     * @return the value, or what stands for "not set"
     */
    String greeting() default "";

    /**
     * Write {@code tls = @Tls} for a server that speaks TLS. Plain text unless set.
     *
     * @return the value, or what stands for "not set"
     */
    Tls[] tls() default {};

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
     * How many to open, for a {@code List} of one of the types; 1 or more.
     *
     * @return the value; the default, -2147483648, means that it is unset
     */
    int count() default Attributes.NOT_SET;
}
