package io.github.loopline.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.Loopback;
import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.net.FixtureException;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import io.github.loopline.testkit.Trace;
import io.github.loopline.testkit.Traced;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The end of a scope: each thing is closed once, and what fails does not keep the others. */
class ClosingTests {

    @Test
    void a_close_that_fails_fails_the_test_and_closes_everything_else() {
        Run run = Samples.run(StickyTestCase.class);

        assertThat(root(run.failure("passes")))
                .isExactlyInstanceOf(FixtureException.class)
                .hasMessage("Closing something failed: it sticks.");
        assertThat(run.failure("fails")).hasMessage("on purpose").hasNoCause();
        assertThat(run.failure("fails").getSuppressed()).hasSize(2);
        assertThat(run.failure("fails").getSuppressed()[0]).isInstanceOf(NetworkTranscript.class);
        assertThat(run.failure("fails").getSuppressed()[1])
                .isExactlyInstanceOf(FixtureException.class)
                .hasMessage("Closing something failed: it sticks.");
        assertThat(run.trace().fixtures()).hasSize(4);
        assertThat(run.openAfter("StickyTestCase")).isEmpty();
    }

    /** JUnit wraps what a Store's value throws at its close. */
    private static Throwable root(Throwable thrown) {
        return thrown.getCause() instanceof FixtureException ? thrown.getCause() : thrown;
    }

    @Traced
    static class StickyTestCase {

        @Test
        void passes(@TcpServer StreamServer first, Loopback net, Trace trace) {
            trace.watch("first of passes", first);
            net.open(scope -> scope.own(new Sticky()));
            trace.watch("last of passes", net.tcpServer());
        }

        @Test
        void fails(@TcpServer StreamServer first, Loopback net, Trace trace) {
            trace.watch("first of fails", first);
            net.open(scope -> scope.own(new Sticky()));
            trace.watch("last of fails", net.tcpServer());
            throw new IllegalStateException("on purpose");
        }
    }

    private static final class Sticky implements AutoCloseable {

        @Override
        public void close() throws IOException {
            throw new IOException("it sticks");
        }

        @Override
        public String toString() {
            return "something";
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void each_fixture_is_closed_once_whatever_else_the_store_closes(String closesAutoCloseables) {
        Run run = Samples.of(CountingTestCase.class)
                .with("junit.jupiter.extensions.store.close.autocloseable.enabled", closesAutoCloseables)
                .run()
                .succeeded(1);

        assertThat(run.trace().lines()).containsExactly("closed");
    }

    @Traced
    static class CountingTestCase {

        @Test
        void test(@TcpServer StreamServer server, Loopback net, Trace trace) {
            net.open(scope -> scope.own((AutoCloseable) () -> trace.add("closed")));
        }
    }

    @Test
    void closing_a_fixture_in_the_test_does_no_harm() {
        Samples.run(ClosedEarlyTestCase.class).succeeded(1);
    }

    static class ClosedEarlyTestCase {

        @Test
        void test(
                @TcpServer StreamServer server,
                @TcpServer ServerSocket listener,
                @UnixServer StreamServer unix,
                @UdpPeer DatagramPeer peer,
                Loopback net)
                throws IOException {
            server.close();
            listener.close();
            unix.close();
            peer.close();
            net.close();
        }
    }

    @Test
    void an_owner_without_junit_tells_the_same_and_closes_in_the_same_order() {
        Run run = Samples.run(OwnerTestCase.class).succeeded(1);
        Loopback injected = (Loopback) run.trace().fixture("net");
        Loopback plain;
        try (Loopback net = Loopback.open()) {
            plain = net;
            net.tcpServer();
            talk(net);
        }

        assertThat(lines(plain))
                .isEqualTo(lines(injected))
                .filteredOn(line -> line.endsWith(" closed") || line.endsWith(" stopped"))
                .containsExactly(
                        "udp-peer:P closed",
                        "unix-server:/tmp/uP/s stopped",
                        "udp-peer:P closed",
                        "tcp-server:P stopped");
    }

    private static void talk(Loopback net) {
        DatagramPeer peer = net.udpPeer();
        net.unixServer();
        net.udpPeer().sendTo(peer, "x");
        peer.receive();
    }

    /** What differs from run to run is P. */
    private static List<String> lines(Loopback net) {
        return net.transcript().events().stream()
                .map(event -> event.toString().replaceAll("(:|/u)[-0-9a-f.]+", "$1P"))
                .toList();
    }

    @Traced
    static class OwnerTestCase {

        @Test
        void test(@TcpServer StreamServer server, Loopback net, Trace trace) {
            trace.watch("net", net);
            talk(net);
        }
    }
}
