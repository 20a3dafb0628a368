package io.github.loopline.junit;

import io.github.loopline.net.Family;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * {@code @RawSocket} injects a raw socket bound to a loopback address: a {@link io.github.loopline.raw.RawPeer}. It needs
 * JNA on the class path, and the capability CAP_NET_RAW: run as root, or in {@code unshare -Urn} with {@code lo} up. Where it is
 * missing, the test is aborted with the errno in words.
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
 * <p>Managed fixtures are thread-safe. Over IPv4 each declaration has an address of its own unless {@link #host()} is set, so
 * tests run in parallel. Over IPv6 all share {@code ::1}: look for identifiers of your own. Peers for IGMP hear all that goes
 * over loopback: look for groups of your own.
 *
 * @since 0.1
 */
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@ExtendWith(FixtureExtension.class)
public @interface RawSocket {

    /**
     * The number of the protocol that it receives and sends, 1 to 255, such as {@link
     * io.github.loopline.raw.IpProtocol#ICMP}.
     *
     * @return the value
     */
    int protocol();

    /**
     * How long each verb waits, in milliseconds, 1 or more; 5000 unless set here, by {@link NetworkDefaults}, or by
     * {@code loopline.timeoutMillis}.
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
     * The address family: {@code INET} or {@code INET6}. That of the protocol for ICMP, IGMP and ICMPv6; for others {@code
     * INET} unless set here, by {@link NetworkDefaults}, or by {@code loopline.family}.
     *
     * @return the value, or what stands for "not set"
     */
    Family[] family() default {};

    /**
     * The loopback address to bind to, in digits, such as {@code 127.0.0.1}. Over IPv4 one that no other peer has unless set;
     * for IGMP no address but the loopback interface, groups included.
     *
     * @return the value, or what stands for "not set"
     */
    String host() default "";

    /**
     * IP_TTL or IPV6_UNICAST_HOPS: the time to live of what is sent, 1 to 255. The kernel's default, 64, unless set.
     *
     * @return the value; the default, -2147483648, means that it is unset
     */
    int ttl() default Attributes.NOT_SET;

    /**
     * IP_TOS or IPV6_TCLASS: the traffic class of what is sent, 0 to 255. 0 unless set.
     *
     * @return the value; the default, -2147483648, means that it is unset
     */
    int trafficClass() default Attributes.NOT_SET;

    /**
     * IP_HDRINCL: whether what is sent begins with an IP header of the test's own. {@code false} unless set, but for
     * protocol 255.
     *
     * @return the value, or what stands for "not set"
     */
    boolean[] headerIncluded() default {};

    /**
     * SO_RCVBUF in bytes, 1 or more. Up to 4 MiB unless set.
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
     * How many to open, for a {@code List} of peers; 1 or more.
     *
     * @return the value; the default, -2147483648, means that it is unset
     */
    int count() default Attributes.NOT_SET;
}
