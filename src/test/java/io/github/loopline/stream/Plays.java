package io.github.loopline.stream;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.loopline.Loopback;
import io.github.loopline.script.ScriptCode;
import io.github.loopline.script.ScriptFailure;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** Plays scripts for a plain socket that sends one request. */
final class Plays {

    private Plays() {}

    static String play(ScriptCode code, String request) throws Exception {
        try (Loopback net = Loopback.open();
                Peer peer = Peer.connectTo(net.tcpServer().script(code)).write(request)) {
            return peer.readTextToEnd();
        }
    }

    static ScriptFailure failure(ScriptCode code, String request) throws Exception {
        return failure(ofSeconds(20), code, request);
    }

    /** Plays a script that fails, on a server whose steps wait for a time. The request is there when they begin. */
    static ScriptFailure failure(Duration timeout, ScriptCode code, String request) throws Exception {
        Loopback net = Loopback.open();
        StreamServer server =
                net.tcpServer(spec -> spec.timeout(timeout)).script(code).stopAccepting();
        AtomicReference<ScriptFailure> failure = new AtomicReference<>();
        try (Peer peer = Peer.connectTo(server).write(request)) {
            server.resumeAccepting();
            assertThat(server).within(ofSeconds(20)).hasConnections(1);
            assertThatExceptionOfType(ScriptFailure.class)
                    .isThrownBy(() -> server.connection(0).awaitScript(ofSeconds(20)))
                    .satisfies(failure::set);
        } finally {
            assertThatExceptionOfType(ScriptFailure.class).isThrownBy(net::close);
        }
        return failure.get();
    }
}
