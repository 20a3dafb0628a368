package io.github.loopline.junit;

import io.github.loopline.fixture.Options;
import io.github.loopline.net.Family;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * {@code @UdpPeer} injects a UDP socket bound to a free loopback port: a {@link
 * io.github.loopline.datagram.DatagramPeer} that records by itself; or the JDK's {@link java.net.DatagramSocket}, {@link
 * java.net.MulticastSocket} or {@link java.nio.channels.DatagramChannel}, from which the test receives; or the {@link java.net.InetSocketAddress} or port ({@code
 * int}) of a {@code DatagramPeer}.
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
public @interface UdpPeer {

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
     * machine, which hears broadcasts too. The address of the {@link #group()}, else that of the family, unless set.
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
     * SO_RCVBUF in bytes, 1 or more, set before bind. For a {@link io.github.loopline.datagram.DatagramPeer} up to 4 MiB
     * unless set, else the kernel's default.
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
     * SO_REUSEADDR: several sockets have one address, if all of them say so. Each hears what is sent to groups and by broadcast;
     * the rest Linux gives to the one that was bound last. Off unless set.
     *
     * @return the value, or what stands for "not set"
     */
    boolean[] reuseAddress() default {};

    /**
     * SO_REUSEPORT: several sockets have one address, if all of them say so, and the kernel spreads what comes by sender. Off
     * unless set.
     *
     * @return the value, or what stands for "not set"
     */
    boolean[] reusePort() default {};

    /**
     * IP_TOS, the byte of RFC 2474, 0 to 255: the traffic class of what is sent. 0 unless set.
     *
     * @return the value; the default, -2147483648, means that it is unset
     */
    int trafficClass() default Attributes.NOT_SET;

    /**
     * A multicast group to join on the loopback interface: an address in digits, such as {@code 239.1.2.3}. Unless the host is
     * {@link Options#WILDCARD}, the socket is bound to the group itself: it hears what is sent there, and nothing else. Linux
     * delivers IPv6 groups nowhere on loopback; the test is aborted then.
     *
     * @return the value, or what stands for "not set"
     */
    String group() default "";

    /**
     * SO_BROADCAST: whether sending to 127.255.255.255 is allowed. Off unless set, but on a {@link java.net.DatagramSocket}.
     *
     * @return the value, or what stands for "not set"
     */
    boolean[] broadcast() default {};

    /**
     * IP_MULTICAST_TTL, or IPV6_MULTICAST_HOPS: the time to live of what is sent to groups, 0 to 255. 1 unless set.
     *
     * @return the value; the default, -2147483648, means that it is unset
     */
    int multicastTtl() default Attributes.NOT_SET;

    /**
     * IP_TTL, or IPV6_UNICAST_HOPS: the time to live of what is not sent to groups, 1 to 255. 64 unless set. The JDK has no name for it:
     * it needs JNA on the class path, and Linux; where they are missing, the test is aborted.
     *
     * @return the value; the default, -2147483648, means that it is unset
     */
    int ttl() default Attributes.NOT_SET;

    /**
     * Bytes that a recording keeps of each direction; later ones are counted. 32 MiB unless set.
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
