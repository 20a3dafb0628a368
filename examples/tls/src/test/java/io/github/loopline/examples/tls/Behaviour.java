package io.github.loopline.examples.tls;

import static io.github.loopline.tls.ClientAuth.REQUIRED;
import static io.github.loopline.tls.TlsRecords.FATAL;
import static io.github.loopline.tls.TlsRecords.alert;
import static io.github.loopline.tls.TlsRecords.corrupted;
import static io.github.loopline.tls.TlsRecords.oversized;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.github.loopline.stream.Connection;
import io.github.loopline.tls.CertificateKind;
import io.github.loopline.tls.TlsFault;
import io.github.loopline.tls.TlsOptions;
import io.github.loopline.tls.Trust;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A way in which a server is right or wrong: its TLS, and what it does in the middle of its answer. And what the client shows it.
 *
 * @param shows gives a client what it believes a server by the certificate to show
 * @param timeout how long a client waits for it
 * @param answersInFull whether the other half of the answer follows
 */
record Behaviour(
        String name,
        TlsOptions options,
        UnaryOperator<Trust> shows,
        Consumer<Connection> inMidAnswer,
        Duration timeout,
        boolean answersInFull) {

    private static final Duration PATIENT = ofSeconds(20);
    private static final Duration NOT_SHAKEN = ofMillis(300);
    private static final Duration NOT_ANSWERED = ofSeconds(3); // time to shake hands before, on a machine that is busy

    private static final Consumer<Connection> NOTHING = connection -> {};

    static List<Behaviour> all() {
        var all = new ArrayList<Behaviour>();
        for (var kind : CertificateKind.values()) {
            all.add(ofTls(kind.name(), TlsOptions.create().certificate(kind), PATIENT));
        }
        for (var fault : TlsFault.values()) {
            var timeout = fault.name().startsWith("MUTE") ? NOT_SHAKEN : PATIENT;
            all.add(ofTls(fault.name(), TlsOptions.create().fault(fault), timeout));
        }
        all.add(ofTls("alpn(\"http/1.1\")", TlsOptions.create().alpn("http/1.1"), PATIENT));
        all.add(ofTls("alpn(\"spdy/3\")", TlsOptions.create().alpn("spdy/3"), PATIENT));
        all.add(showing("presenting nothing", trust -> trust));
        for (var kind : CertificateKind.values()) {
            all.add(showing("presenting(" + kind + ")", trust -> trust.presenting(kind)));
        }
        all.add(new Behaviour("rekey()", TlsOptions.create(), trust -> trust, Connection::rekey, PATIENT, true));
        all.add(inMidAnswer("close()", Connection::close));
        all.add(inMidAnswer("closeWithoutCloseNotify()", Connection::closeWithoutCloseNotify));
        all.add(inMidAnswer("reset()", Connection::reset));
        all.add(inMidAnswer("corrupted()", connection -> connection.sendBeneathTls(corrupted())));
        all.add(inMidAnswer("oversized()", connection -> connection.sendBeneathTls(oversized())));
        all.add(inMidAnswer("alert(FATAL, 80)", connection -> connection.sendBeneathTls(alert(FATAL, 80))));
        all.add(new Behaviour(
                "silence", TlsOptions.create(), trust -> trust, Connection::hasMore, NOT_ANSWERED, false));
        return all;
    }

    private static Behaviour ofTls(String name, TlsOptions options, Duration timeout) {
        return new Behaviour(name, options, trust -> trust, NOTHING, timeout, true);
    }

    private static Behaviour showing(String name, UnaryOperator<Trust> shows) {
        return new Behaviour(name, TlsOptions.create().clientAuth(REQUIRED), shows, NOTHING, PATIENT, true);
    }

    private static Behaviour inMidAnswer(String name, Consumer<Connection> what) {
        return new Behaviour(name, TlsOptions.create(), trust -> trust, what, PATIENT, false);
    }

    /** Answer a client, with what this does in the middle of it. */
    void serve(Connection connection, Client client) {
        if (client.receivesRequest(connection)) {
            connection.send(client.half);
            inMidAnswer.accept(connection);
            if (answersInFull) {
                // a close would be a broken pipe to a client that still answers the KeyUpdate
                connection.send(client.rest).shutdownOutput().expectEnd();
            }
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
