package io.github.loopline.junit;

import io.github.loopline.net.Family;
import io.github.loopline.net.SocketType;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * {@code @EnabledIfSocket} runs a test class or method only if this machine has a kind of socket, and says otherwise why not:
 * the kernel's error, its meaning, and what would grant it. It is found out by opening one, once for each kind; nothing stays
 * open. With the configuration parameter {@link NetworkDefaults#CAPABILITIES loopline.capabilities} at {@code require} a missing
 * kind fails the test instead. Several may stand on one element: all must be there.
 *
 * <p>Fixtures abort a test by themselves where their kind of socket is missing. This annotation is for tests that open sockets
 * on their own, and spares the work before.
 *
 * @since 0.1
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@Repeatable(EnabledIfSocket.All.class)
@ExtendWith(SocketCondition.class)
public @interface EnabledIfSocket {

    /**
     * The address family.
     *
     * @return the family
     */
    Family family();

    /**
     * The socket type.
     *
     * @return the type
     */
    SocketType type();

    /**
     * The protocol: 1 for ICMP, 2 for IGMP, 58 for ICMPv6, say. The type's own unless set.
     *
     * @return its number, 0 for the type's own
     */
    int protocol() default 0;

    /** Several of them on one element. */
    @Target({ElementType.TYPE, ElementType.METHOD})
    @Retention(RetentionPolicy.RUNTIME)
    @Documented
    @Inherited
    @ExtendWith(SocketCondition.class)
    @interface All {

        /**
         * The kinds of sockets.
         *
         * @return all that must be there
         */
        EnabledIfSocket[] value();
    }
}
