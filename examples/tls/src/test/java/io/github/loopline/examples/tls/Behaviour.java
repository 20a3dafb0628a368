package io.github.loopline.examples.tls;

import static io.github.loopline.tls.TlsRecords.FATAL;
import static io.github.loopline.tls.TlsRecords.alert;
import static io.github.loopline.tls.TlsRecords.corrupted;
import static io.github.loopline.tls.TlsRecords.oversized;

import io.github.loopline.stream.Connection;
import io.github.loopline.tls.CertificateKind;
import io.github.loopline.tls.TlsFault;
import io.github.loopline.tls.TlsOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A way in which a server is right or wrong: its TLS, and what it does in the middle of its answer.
 *
 * @param isSilent whether a client waits for it in vain
 * @param answersInFull whether the other half of the answer follows
 */
record Behaviour(
        String name, TlsOptions options, Consumer<Connection> inMidAnswer, boolean isSilent, boolean answersInFull) {

    private static final Consumer<Connection> NOTHING = connection -> {};

    static List<Behaviour> all() {
        var all = new ArrayList<Behaviour>();
        for (var kind : CertificateKind.values()) {
            all.add(new Behaviour(kind.name(), TlsOptions.create().certificate(kind), NOTHING, false, true));
        }
        for (var fault : TlsFault.values()) {
            all.add(new Behaviour(
                    fault.name(),
                    TlsOptions.create().fault(fault),
                    NOTHING,
                    fault.name().startsWith("MUTE"),
                    true));
        }
        all.add(new Behaviour("rekey()", TlsOptions.create(), Connection::rekey, false, true));
        all.add(inMidAnswer("close()", Connection::close));
        all.add(inMidAnswer("closeWithoutCloseNotify()", Connection::closeWithoutCloseNotify));
        all.add(inMidAnswer("reset()", Connection::reset));
        all.add(inMidAnswer("corrupted()", connection -> connection.sendBeneathTls(corrupted())));
        all.add(inMidAnswer("oversized()", connection -> connection.sendBeneathTls(oversized())));
        all.add(inMidAnswer("alert(FATAL, 80)", connection -> connection.sendBeneathTls(alert(FATAL, 80))));
        all.add(new Behaviour("silence", TlsOptions.create(), Connection::hasMore, true, false));
        return all;
    }

    private static Behaviour inMidAnswer(String name, Consumer<Connection> what) {
        return new Behaviour(name, TlsOptions.create(), what, false, false);
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
