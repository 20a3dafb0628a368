package io.github.loopline.stream;

import io.github.loopline.fixture.Hosts;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.Spec;
import io.github.loopline.fixture.Target;
import io.github.loopline.net.Family;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.EnumSet;
import java.util.Set;

/**
 * Describes a TCP port, or a Unix path, that refuses every connect: what {@code @RefusedPort} says, for code. It is held: nobody else can take it. Immutable; each method gives a copy.
 *
 * @since 0.1
 */
public final class RefusedPortSpec implements Spec<InetSocketAddress> {

    private static final Set<Option> IP = EnumSet.of(Option.FAMILY, Option.HOST, Option.PORT);
    private static final Target[] TARGETS = {
        Target.of(InetSocketAddress.class, IP),
        Target.of(Integer.class, IP),
        Target.of(UnixDomainSocketAddress.class, EnumSet.of(Option.PATH))
    };

    private final Options options;

    private RefusedPortSpec(Options options) {
        this.options = options;
    }

    /**
     * Describe a refused port on 127.0.0.1.
     *
     * @return the description, never null
     */
    public static RefusedPortSpec create() {
        return new RefusedPortSpec(Options.NONE);
    }

    /**
     * Describe it by attributes.
     *
     * @param options what is set
     * @return the description, never null
     * @throws IllegalArgumentException if attributes contradict each other
     */
    public static RefusedPortSpec of(Options options) {
        Hosts.check(options);
        return new RefusedPortSpec(options);
    }

    /**
     * Choose what opening gives.
     *
     * @param <T> its type
     * @param type one of {@code InetSocketAddress}, {@code Integer}, {@code UnixDomainSocketAddress}
     * @return a description that opens as that type, never null
     * @throws IllegalArgumentException for another type, or if it would ignore an attribute that is set
     */
    @SuppressWarnings("unchecked") // each branch opens the type it stands for
    public <T> Spec<T> as(Class<T> type) {
        Target target = Target.find(type, options, TARGETS);
        return scope -> (T) open(scope, target.type(), options.orElse(scope.defaults(), target.options()));
    }

    private static Object open(Scope scope, Class<?> type, Options options) {
        boolean unix = type == UnixDomainSocketAddress.class;
        SocketAddress address = HeldPort.refuse(scope, options, unix);
        return type == Integer.class ? (Object) ((InetSocketAddress) address).getPort() : address;
    }

    /** Opens it as its managed fixture. */
    @Override
    public InetSocketAddress open(Scope scope) {
        return as(InetSocketAddress.class).open(scope);
    }

    private RefusedPortSpec with(Option option, Object value) {
        return of(options.with(option, value));
    }

    /**
     * Set the address family.
     *
     * @param value INET or INET6
     * @return a copy with it, never null
     */
    public RefusedPortSpec family(Family value) {
        return with(Option.FAMILY, value);
    }

    /**
     * Set the address to bind to.
     *
     * @param value a loopback address in digits, such as 127.0.0.2
     * @return a copy with it, never null
     */
    public RefusedPortSpec host(String value) {
        return with(Option.HOST, value);
    }

    /**
     * Set the port to bind to. Leave it out: a fixed port collides with other tests and processes.
     *
     * @param value 0 for a free one, to 65535
     * @return a copy with it, never null
     */
    public RefusedPortSpec port(int value) {
        return with(Option.PORT, value);
    }

    /**
     * Set the path to bind to. Leave it out for a fresh one.
     *
     * @param value at most 106 bytes, of a file that does not exist
     * @return a copy with it, never null
     */
    public RefusedPortSpec path(String value) {
        return with(Option.PATH, value);
    }
}
