package io.github.loopline.junit;

import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Service;
import io.github.loopline.net.Family;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * {@code @TcpServer} injects a server that listens on a free loopback port: a {@link
 * io.github.loopline.stream.StreamServer} that accepts and records by itself; or the JDK's {@link java.net.ServerSocket} or
 * {@link java.nio.channels.ServerSocketChannel}, from which the test accepts; or the {@link java.net.InetSocketAddress} or
 * port ({@code int}) of a {@code StreamServer}.
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
public @interface TcpServer {

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
     * The address family: {@code INET} or {@code INET6}. {@code INET} unless set here, by {@link NetworkDefaults}, or by
     * {@code loopline.family}.
     *
     * @return the value, or what stands for "not set"
     */
    Family[] family() default {};

    /**
     * The loopback address to bind to, in digits, such as {@code 127.0.0.2}; or {@link Options#WILDCARD} for every address of this
     * machine, which with {@code family = INET6} takes IPv4 too (a dual stack). That of the family unless set.
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
     * SO_RCVBUF in bytes, 1 or more, set before bind. The kernel's default unless set.
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
     * TCP_NODELAY. On for managed fixtures unless set, off for sockets of the JDK.
     *
     * @return the value, or what stands for "not set"
     */
    boolean[] noDelay() default {};

    /**
     * SO_KEEPALIVE. Off unless set.
     *
     * @return the value, or what stands for "not set"
     */
    boolean[] keepAlive() default {};

    /**
     * SO_LINGER in seconds: 0 for an RST at close, {@link Options#LINGER_OFF} for none, which is the default.
     *
     * @return the value; the default, -2147483648, means that it is unset
     */
    int lingerSeconds() default Attributes.NOT_SET;

    /**
     * SO_REUSEADDR. On for listening sockets unless set, off for others.
     *
     * @return the value, or what stands for "not set"
     */
    boolean[] reuseAddress() default {};

    /**
     * SO_REUSEPORT: several sockets on one port. Off unless set.
     *
     * @return the value, or what stands for "not set"
     */
    boolean[] reusePort() default {};

    /**
     * IP_TOS, 0 to 255. 0 unless set.
     *
     * @return the value; the default, -2147483648, means that it is unset
     */
    int trafficClass() default Attributes.NOT_SET;

    /**
     * SO_OOBINLINE: urgent data stays in the stream. Off unless set, and then it is dropped.
     *
     * @return the value, or what stands for "not set"
     */
    boolean[] oobInline() default {};

    /**
     * TCP_QUICKACK. As the kernel has it unless set.
     *
     * @return the value, or what stands for "not set"
     */
    boolean[] quickAck() default {};

    /**
     * TCP_KEEPIDLE, 1 second or more. As the kernel has it unless set.
     *
     * @return the value; the default, -2147483648, means that it is unset
     */
    int keepIdleSeconds() default Attributes.NOT_SET;

    /**
     * TCP_KEEPINTVL, 1 second or more. As the kernel has it unless set.
     *
     * @return the value; the default, -2147483648, means that it is unset
     */
    int keepIntervalSeconds() default Attributes.NOT_SET;

    /**
     * TCP_KEEPCNT, 1 to 127. As the kernel has it unless set.
     *
     * @return the value; the default, -2147483648, means that it is unset
     */
    int keepCount() default Attributes.NOT_SET;

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

    /**
     * Whether those of a {@code List<StreamServer>} are one service at several addresses, to fail over between: one port number, on
     * 127.0.0.1, 127.0.0.2 and so on, in this order.
     *
     * @return the value
     */
    boolean onePort() default false;
}
