package io.github.loopline.junit;

import static io.github.loopline.check.Calls.assertThatCall;
import static io.github.loopline.check.Calls.call;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import io.github.loopline.Loopback;
import io.github.loopline.check.Wire;
import io.github.loopline.link.StreamLink;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Kept;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A connection that is left open after a call that failed. */
@EnabledOnOs(OS.LINUX) // for the texts: elsewhere no kernel's table is shown
class LeakTests {

    @AutoClose
    private static final Kept LEAKED = new Kept();

    /** Opens, is refused by the greeting, and throws past its socket. */
    static Socket refused(InetSocketAddress server) throws IOException {
        Socket socket = open(server);
        int first = socket.getInputStream().read();
        throw new IOException("refused by " + (char) first);
    }

    private static Socket open(InetSocketAddress server) throws IOException {
        return LEAKED.connect(server);
    }

    @Test
    void after_a_call_that_failed_it_fails_the_test() {
        Throwable failure = Samples.run(FailedCallTestCase.class).failure("failed");

        assertThat(failure).isInstanceOf(AssertionError.class).hasNoCause();
        assertThat(failure.getMessage()).matches("""
                The code under test has left open after a call that failed:
                  connection #0 of tcp-server:(\\d+), open for \\d+ ms: TCP 127\\.0\\.0\\.1:\\d+ to 127\\.0\\.0\\.1:\\1, ESTABLISHED, 3 bytes unread, 0 bytes unsent
                    last used by call \\[LeakTests\\.java:\\d+], which failed with java\\.io\\.IOException: refused by E
                Close it on every way out\\. Where it is meant to stay, in a pool say: @NetworkDefaults\\(leaks = LeakMode\\.TELL\\)\\.""");
        assertThat(failure.getSuppressed())
                .singleElement()
                .satisfies(transcript -> assertThat(transcript)
                        .isInstanceOf(NetworkTranscript.class)
                        .hasMessageContaining("note: left open by the code under test"));
    }

    static class FailedCallTestCase {

        @Test
        void failed(@TcpServer(greeting = "ERR\n") StreamServer server) {
            assertThatCall(() -> refused(server.address())).fails(IOException.class);
        }
    }

    @Test
    void whoever_starts_the_call_and_whoever_owns_the_fixture() {
        Run run = Samples.run(OwnersTestCase.class, ExtensionTestCase.class);

        for (String test : Set.of("preemptive", "of_the_loopback", "of_an_extension")) {
            assertThat(run.failure(test)).hasMessageStartingWith("The code under test has left open after a call");
        }
    }

    static class OwnersTestCase {

        @TcpServer(greeting = "ERR\n")
        StreamServer server;

        @Test
        @Timeout(value = 60, threadMode = SEPARATE_THREAD)
        void preemptive() {
            assertThatCall(() -> refused(server.address())).returnsOrFails();
        }

        @Test
        void of_the_loopback(Loopback net) throws Exception {
            assertThatCall(net.call(() -> refused(server.address()))).fails();
        }
    }

    static class ExtensionTestCase {

        @RegisterExtension
        final LoopbackExtension net = new LoopbackExtension();

        @Test
        void of_an_extension() {
            StreamServer server = net.tcpServer(spec -> spec.greeting("ERR\n"));
            assertThatCall(() -> refused(server.address())).fails();
        }
    }

    @Test
    void the_end_that_stays_after_the_fixture_closed_is_found_in_the_kernel() {
        assertThat(Samples.run(ClosedHereTestCase.class).failure("closed_here").getMessage())
                .matches(
                        "(?s).*\n  connection #0 of tcp-server:\\d+, open for \\d+ ms, closed here: TCP 127\\.0\\.0\\.1:\\d+ to"
                                + " 127\\.0\\.0\\.1:\\d+, CLOSE_WAIT, .*");
    }

    static class ClosedHereTestCase {

        @Test
        void closed_here(@TcpServer StreamServer server) {
            server.handle(connection -> connection.send("ERR\n"));
            assertThatCall(() -> refused(server.address())).fails();
            assertThat(server).within(ofSeconds(5)).connection(0).hasReceivedNothing();
        }
    }

    @Test
    void a_failure_of_the_test_tells_it_and_stays_what_it_is() {
        Throwable failure = Samples.run(OtherFailureTestCase.class).failure("other");

        assertThat(failure).hasMessage("on purpose");
        assertThat(failure.getSuppressed())
                .singleElement()
                .satisfies(transcript -> assertThat(transcript.getMessage())
                        .contains("connection #0 of tcp-server")
                        .contains("note: left open by the code under test"));
    }

    static class OtherFailureTestCase {

        @Test
        void other(@TcpServer StreamServer server) throws IOException {
            open(server.address());
            assertThat(server).within(ofSeconds(5)).hasConnections(1);
            throw new IllegalStateException("on purpose");
        }
    }

    @Test
    void a_wire_that_breaks_finds_it_too() {
        Run run = Samples.run(WireTestCase.class);

        run.succeeded("wire#1");
        assertThat(run.failure("wire#2").getMessage())
                .matches("(?s)FIN .*: The code under test has left open after a call that failed:.*"
                        + "\n  connection #0 of tcp-server:\\d+, open for \\d+ ms, closed here: TCP .*, CLOSE_WAIT, .*"
                        + "\n    last used by call \\[WireTestCase\\.\\w+], which failed with java.io.IOException: no greeting\n.*"
                        + "\n  run it alone: .*");
    }

    static class WireTestCase {

        @WireTest(Wire.FIN_EVERYWHERE)
        void wire(@TcpServer(greeting = "ok") StreamServer server) throws IOException {
            Socket socket = open(server.address());
            if (socket.getInputStream().readNBytes(2).length < 2) {
                throw new IOException("no greeting");
            }
            socket.close();
        }
    }

    @Test
    void a_client_of_ours_is_no_leak() {
        Samples.run(OursTestCase.class).succeeded(2);
    }

    @NoLeaks
    static class OursTestCase {

        @TcpClient
        static Socket shared;

        @Test
        void fixtures(@TcpServer StreamServer server, @TcpClient StreamClient client, @TcpLink StreamLink link) {
            link.to(server);
            assertThatCall(() -> {
                        client.connect(link.address()).send("x");
                        server.connection(0).receive(1);
                        throw new IOException("on purpose");
                    })
                    .fails();
        }

        @Test
        void handed_out(@TcpServer StreamServer server) {
            assertThatCall(() -> shared.connect(server.address())).returns();
            assertThat(server).within(ofSeconds(5)).hasConnections(1);
        }
    }

    @Test
    void a_call_that_still_runs_at_the_end_is_cancelled() throws Exception {
        Samples.run(CancelledTestCase.class).succeeded(1);
    }

    static class CancelledTestCase {

        @Test
        void cancelled(@TcpServer StreamServer server) {
            var unused = call(() -> {
                try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
                    return socket.getInputStream().read();
                }
            });
            assertThat(server).within(ofSeconds(5)).hasConnections(1);
        }
    }
}
