package io.github.loopline.stream;

import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.Spec;
import io.github.loopline.net.FixtureException;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;

/** Servers on several loopback addresses with one port number. Whether a port is free on all of them only trying tells. */
final class OnePort implements Spec<List<StreamServer>> {

    private static final int MOST_TRIES = 50;
    private static final int MOST = 200;

    private final TcpServerSpec each;
    private final Options options;
    private final int count;

    OnePort(TcpServerSpec each, Options options, int count) {
        if (count < 2 || count > MOST) {
            throw new IllegalArgumentException(
                    "count must be 2 to " + MOST + " for servers on one port but was " + count + ". Write 2.");
        }
        for (Option option : List.of(Option.HOST, Option.FAMILY)) {
            if (options.has(option)) {
                throw new IllegalArgumentException(
                        option.attribute()
                                + " has no effect on servers on one port, which are on 127.0.0.1, 127.0.0.2 and so on. Remove it.");
            }
        }
        this.each = each;
        this.options = options;
        this.count = count;
    }

    @Override
    public List<StreamServer> open(Scope scope) {
        int tries = options.number(Option.PORT, 0) == 0 ? MOST_TRIES : 1;
        for (int i = 1; true; i++) {
            List<StreamServer> servers = new ArrayList<>();
            try {
                servers.add(on(scope, 1, options.number(Option.PORT, 0)));
                while (servers.size() < count) {
                    servers.add(on(scope, servers.size() + 1, servers.get(0).port()));
                }
                return List.copyOf(servers);
            } catch (FixtureException e) {
                if (i == tries || !(e.getCause() instanceof BindException)) {
                    throw e;
                }
                servers.forEach(StreamServer::close); // the port is another socket's on one of the addresses
            }
        }
    }

    private StreamServer on(Scope scope, int last, int port) {
        return each.host("127.0.0." + last).port(port).open(scope);
    }
}
