package io.github.loopline.stream;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.net.Family;
import io.github.loopline.net.FixtureException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Random;

/** The kinds of stream socket that every test of a fixture is run over. */
public enum Transport {
    TCP_IPV4,
    TCP_IPV6,
    UNIX;

    /** Nobody else binds to it but the tests that stop servers. */
    public static final String OWN_HOST = "127.7.0.1";

    public StreamServer server(Loopback net) {
        return server(net, Options.NONE);
    }

    public StreamServer server(Loopback net, Options options) {
        return this == UNIX ? net.open(UnixServerSpec.of(options)) : net.open(TcpServerSpec.of(family(options)));
    }

    /** For tests that stop it: at an address that the kernel gives to nobody else meanwhile, who asks for any. */
    public StreamServer serverOfItsOwn(Loopback net, Options options) {
        if (this == UNIX) {
            return server(net, options);
        }
        if (this == TCP_IPV4) {
            return net.open(TcpServerSpec.of(options).host(OWN_HOST));
        }
        Random random = new Random();
        while (true) {
            int port = 10_000 + random.nextInt(20_000); // ephemeral ones begin at 32768
            try {
                return net.open(TcpServerSpec.of(family(options)).port(port));
            } catch (FixtureException taken) {
                // by another run
            }
        }
    }

    public StreamClient client(Loopback net) {
        return client(net, Options.NONE);
    }

    public StreamClient client(Loopback net, Options options) {
        return this == UNIX ? net.open(UnixClientSpec.of(options)) : net.open(TcpClientSpec.of(family(options)));
    }

    /** Gives a listening socket of the JDK, on which the library does nothing. */
    public ServerSocketChannel listener(Loopback net) {
        return listener(net, Options.NONE);
    }

    public ServerSocketChannel listener(Loopback net, Options options) {
        return this == UNIX
                ? net.open(UnixServerSpec.of(options).as(ServerSocketChannel.class))
                : net.open(TcpServerSpec.of(family(options)).as(ServerSocketChannel.class));
    }

    /** Gives a socket of the JDK that is not connected, on which the library does nothing. */
    public SocketChannel channel(Loopback net, Options options) {
        return this == UNIX
                ? net.open(UnixClientSpec.of(options).as(SocketChannel.class))
                : net.open(TcpClientSpec.of(family(options)).as(SocketChannel.class));
    }

    private Options family(Options options) {
        return options.with(Option.FAMILY, this == TCP_IPV6 ? Family.INET6 : Family.INET);
    }
}
