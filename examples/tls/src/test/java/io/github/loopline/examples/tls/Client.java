package io.github.loopline.examples.tls;

import static java.time.Duration.ofSeconds;

import io.github.loopline.stream.Connection;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.tls.TlsOptions;
import io.github.loopline.tls.Trust;
import java.time.Duration;

/** The clients, each with what a server of its protocol does. */
enum Client {
    JDK(false, "HTTP/1.1 200 OK\r\n\r\nhel", "lo") {
        @Override
        String ask(Place place) throws Exception {
            return JdkPage.read(place);
        }

        @Override
        boolean receivesRequest(Connection connection) {
            return connection.hasMore() && connection.receiveUntil("\r\n\r\n").length > 0;
        }
    },
    APACHE(false, JDK.half, JDK.rest) {
        @Override
        String ask(Place place) throws Exception {
            return ApachePage.read(place);
        }

        @Override
        boolean receivesRequest(Connection connection) {
            return JDK.receivesRequest(connection);
        }
    },
    COMMONS_NET(true, "250 hel", "lo\r\n") {
        @Override
        String ask(Place place) throws Exception {
            return Mailbox.verify(place, false);
        }

        @Override
        boolean receivesRequest(Connection connection) {
            connection.send("220 mail.test ready\r\n").expectLine("STARTTLS").startTls("220 go ahead\r\n");
            return connection.hasMore() && connection.receiveLine().equals("VRFY ada");
        }
    },
    JEDIS(false, "$5\r\nhel", "lo\r\n") {
        @Override
        String ask(Place place) {
            return Value.read(place);
        }

        @Override
        boolean receivesRequest(Connection connection) {
            return connection.hasMore() && connection.expect("*2\r\n$3\r\nGET\r\n$3\r\nada\r\n") != null;
        }
    };

    private static final Duration PATIENT = ofSeconds(20);

    final String half;
    final String rest;
    private final boolean startTls;

    Client(boolean startTls, String half, String rest) {
        this.startTls = startTls;
        this.half = half;
        this.rest = rest;
    }

    abstract String ask(Place place) throws Exception;

    /** Read a request, if hands are shaken and one comes. */
    abstract boolean receivesRequest(Connection connection);

    TlsOptions options(TlsOptions options) {
        return startTls ? options.startTls() : options;
    }

    static Place at(StreamServer server) {
        return at(server, server.trust(), PATIENT);
    }

    static Place at(StreamServer server, Trust trust, Duration timeout) {
        return new Place("localhost", server.port(), trust.sslContext(), timeout);
    }
}
