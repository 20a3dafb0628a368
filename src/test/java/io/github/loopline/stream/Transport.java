package io.github.loopline.stream;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.net.Family;
import java.nio.channels.ServerSocketChannel;

/** The kinds of stream socket that every test of a fixture is run over. */
enum Transport {
    TCP_IPV4,
    TCP_IPV6,
    UNIX;

    StreamServer server(Loopback net) {
        return server(net, Options.NONE);
    }

    StreamServer server(Loopback net, Options options) {
        return this == UNIX ? net.open(UnixServerSpec.of(options)) : net.open(TcpServerSpec.of(family(options)));
    }

    StreamClient client(Loopback net) {
        return client(net, Options.NONE);
    }

    StreamClient client(Loopback net, Options options) {
        return this == UNIX ? net.open(UnixClientSpec.of(options)) : net.open(TcpClientSpec.of(family(options)));
    }

    /** Gives a listening socket of the JDK, on which the library does nothing. */
    ServerSocketChannel listener(Loopback net) {
        return this == UNIX
                ? net.open(UnixServerSpec.create().as(ServerSocketChannel.class))
                : net.open(TcpServerSpec.of(family(Options.NONE)).as(ServerSocketChannel.class));
    }

    private Options family(Options options) {
        return options.with(Option.FAMILY, this == TCP_IPV6 ? Family.INET6 : Family.INET);
    }
}
