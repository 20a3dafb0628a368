package io.github.loopline.stream;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.End;
import io.github.loopline.net.FixtureException;
import io.github.loopline.testkit.Background;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HandlerTests {

    @ParameterizedTest
    @EnumSource
    void serves_a_connection_and_closes_it_when_it_returns(Transport transport) throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer server = transport.server(net).handle(c -> c.send("hello " + c.receiveLine() + "\n"));

            try (Peer peer = Peer.connectTo(server).write("bob\n")) {
                assertThat(peer.readTextToEnd()).isEqualTo("hello bob\n");
            }
            assertThat(server.connection(0).end()).isEqualTo(End.CLOSED);
        }
    }

    @Test
    void runs_on_a_daemon_thread_with_the_name_of_its_connection() throws Exception {
        List<String> threads = new CopyOnWriteArrayList<>();
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer()
                    .handle(c -> threads.add(Thread.currentThread().getName()
                            + Thread.currentThread().isDaemon()));
            for (int i = 0; i < 2; i++) {
                try (Peer peer = Peer.connectTo(server)) {
                    peer.readToEnd();
                }
            }
            assertThat(threads)
                    .containsExactly("connection #0 of " + server + "true", "connection #1 of " + server + "true");
        }
    }

    @Test
    void takes_what_the_test_waits_for_and_the_message_says_so() throws Exception {
        try (Loopback net = Loopback.open()) {
            CountDownLatch receives = new CountDownLatch(1);
            StreamServer server = net.tcpServer(spec -> spec.timeout(ofMillis(200)))
                    .handle(c -> {
                        while (c.hasMore()) {
                            c.receive(1);
                            receives.countDown();
                        }
                    });
            try (Peer peer = Peer.connectTo(server).write("for the handler")) {
                assertThat(server).within(ofSeconds(10)).hasReceived("for the handler");
                Connection connection = server.connection(0);
                assertThat(receives.await(10, TimeUnit.SECONDS)).isTrue();

                assertThatThrownBy(() -> connection.receive(100))
                        .isExactlyInstanceOf(FixtureException.class)
                        .hasMessageStartingWith("Waited 200 ms for 100 bytes on " + connection + " but received ")
                        .hasMessageEndingWith(
                                ". Its handler receives too: let either the handler or the test receive.");
                peer.shutdownOutput();
            }
        }
    }

    @Test
    void serves_several_connections_at_a_time() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer().handle(c -> {
                both.countDown();
                c.send(both.await(10, TimeUnit.SECONDS) ? "together" : "alone");
            });
            try (Peer first = Peer.connectTo(server);
                    Peer second = Peer.connectTo(server)) {
                assertThat(first.readTextToEnd()).isEqualTo("together");
                assertThat(second.readTextToEnd()).isEqualTo("together");
            }
        }
    }

    @Test
    void what_it_throws_fails_the_test_once() throws Exception {
        IOException boom = new IOException("boom");
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer().handle(c -> {
                throw boom;
            });
            try (Peer peer = Peer.connectTo(server)) {
                assertThat(peer.readToEnd()).as("what comes before the FIN").isEmpty();
            }
            assertThat(server).within(ofSeconds(5)).hasConnections(1);
            awaitError(net);

            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(net::verify)
                    .withMessage("On a thread of connection #0 of " + server + ": java.io.IOException: boom")
                    .withCause(boom);
            assertThatNoException().isThrownBy(net::verify);
        }
    }

    @Test
    void an_assertion_that_fails_in_it_fails_the_close_as_it_is() throws Exception {
        Loopback net = Loopback.open();
        StreamServer server =
                net.tcpServer().handle(c -> assertThat(c.receiveLine()).isEqualTo("hello"));
        try (Peer peer = Peer.connectTo(server).write("goodbye\n")) {
            peer.readToEnd();
        }

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(net::close)
                .withMessage("\nexpected: \"hello\"\n but was: \"goodbye\"")
                .withNoCause();
    }

    @Test
    void a_verb_that_fails_because_of_the_peer_fails_the_test() throws Exception {
        Loopback net = Loopback.open();
        StreamServer server = net.tcpServer().handle(Endpoint::receiveLine);
        try (Peer peer = Peer.connectTo(server).write("half a line").shutdownOutput()) {
            peer.readToEnd();
        }

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(net::close)
                .withMessage("On a thread of connection #0 of " + server + ": " + FixtureException.class.getName()
                        + ": Cannot receive the delimiter \"\\n\" on connection #0 of " + server
                        + ": the peer sent FIN, and what is left is 11: \"half a line\".");
    }

    @ParameterizedTest
    @EnumSource
    void a_verb_that_ends_by_the_close_of_the_server_is_no_failure(Transport transport) throws Exception {
        Loopback net = Loopback.open();
        CountDownLatch serving = new CountDownLatch(1);
        StreamServer server = transport.server(net).handle(c -> {
            serving.countDown();
            c.receive(1);
        });
        try (Peer peer = Peer.connectTo(server)) {
            assertThat(serving.await(10, TimeUnit.SECONDS)).isTrue();

            assertThatNoException().isThrownBy(net::close);
            assertThat(peer.readToEnd()).isEmpty();
        }
    }

    @Test
    void waits_for_more_as_long_as_the_connection_lives_and_not_for_its_timeout() throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer(spec -> spec.timeout(ofMillis(20)));
            server.handle(c -> {
                while (c.hasMore()) {
                    c.send("<" + c.receiveLine() + ">");
                }
                c.send("bye");
            });
            try (Peer peer = Peer.connectTo(server)) {
                assertThat(server).hasReceivedNothingFor(ofMillis(120));
                assertThat(peer.write("still there?\n").readText(14)).isEqualTo("<still there?>");
                assertThat(peer.shutdownOutput().readTextToEnd()).isEqualTo("bye");
            }
        }
    }

    @Test
    void serves_later_connections_only_and_the_latest_handler_does() throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer();
            try (Peer before = Peer.connectTo(server);
                    Peer first = connect(server, 0, "first");
                    Peer second = connect(server, 1, "second")) {
                assertThat(first.readTextToEnd()).isEqualTo("first");
                assertThat(second.readTextToEnd()).isEqualTo("second");
                assertThat(server.connection(0).end()).isEqualTo(End.OPEN);
            }
        }
    }

    private static Peer connect(StreamServer server, int after, String reply) throws IOException {
        server.connection(after);
        server.handle(c -> c.send(reply));
        Peer peer = Peer.connectTo(server);
        server.connection(after + 1);
        return peer;
    }

    @Test
    void may_be_interrupted_by_the_test_without_harm_to_the_next() throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer().handle(c -> {
                boolean interrupted = Thread.currentThread().isInterrupted();
                Thread.currentThread().interrupt();
                c.send(interrupted ? "interrupted" : "fresh");
            });
            for (int i = 0; i < 10; i++) {
                try (Peer peer = Peer.connectTo(server)) {
                    assertThat(peer.readTextToEnd()).isEqualTo("fresh");
                }
            }
        }
    }

    @Test
    void two_hundred_blocked_handlers_do_not_hold_up_another() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer().handle(c -> end.await(30, TimeUnit.SECONDS));
            Peer[] peers = new Peer[200];
            for (int i = 0; i < peers.length; i++) {
                peers[i] = Peer.connectTo(server);
            }
            server.connection(peers.length - 1);
            server.handle(c -> c.send("done"));
            try (Peer peer = Peer.connectTo(server)) {
                assertThat(peer.readTextToEnd()).isEqualTo("done");
            }
            end.countDown();
            for (Peer peer : peers) {
                assertThat(peer.readToEnd()).isEmpty();
                peer.close();
            }
        }
    }

    private static void awaitError(Loopback net) throws Exception {
        Background.call(() -> {
                    while (net.transcript().events().stream()
                            .noneMatch(event -> event.toString().contains("ERROR"))) {
                        Thread.onSpinWait();
                    }
                    return null;
                })
                .result();
    }
}
