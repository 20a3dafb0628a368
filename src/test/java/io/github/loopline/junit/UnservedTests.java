package io.github.loopline.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Service;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import io.github.loopline.trace.EventKind;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a failure tells of a connection that nobody answers: a client that gives up says only that it has. */
class UnservedTests {

    private static List<String> notes(Run run, String test) {
        String report = run.failure(test).getSuppressed()[0].getMessage();
        return report.lines()
                .filter(line -> line.contains("note:"))
                .map(line -> line.replaceAll("^.*  (?=\\w)", "").replaceAll(":\\d+", ":N"))
                .toList();
    }

    @Test
    void it_is_told_unless_something_serves_or_the_test_itself_looks() {
        Run run = Samples.run(UnservedTestCase.class);

        assertThat(notes(run, "nothing_is_given"))
                .containsExactly("note: answers nothing: no handle, script or answer is given");
        assertThat(notes(run, "given_too_late"))
                .containsExactly("note: answers nothing: handle (UnservedTests.java:N) is given after it came");
        assertThat(notes(run, "served")).isEmpty();
        assertThat(notes(run, "a_service")).isEmpty();
        assertThat(notes(run, "the_test_looks")).isEmpty();
        assertThat(notes(run, "greeted")).isEmpty();
    }

    static class UnservedTestCase {

        private final Socket client = new Socket();

        @Test
        void nothing_is_given(@TcpServer StreamServer server, Loopback net) throws IOException {
            ask(server, net);
            fail("on purpose");
        }

        @Test
        void given_too_late(@TcpServer StreamServer server, Loopback net) throws IOException {
            ask(server, net);
            server.handle(connection -> connection.send("x"));
            fail("on purpose");
        }

        @Test
        void served(@TcpServer StreamServer server, Loopback net) throws IOException {
            server.handle(connection -> connection.expectEnd());
            ask(server, net);
            fail("on purpose");
        }

        @Test
        void a_service(@TcpServer(service = Service.DISCARD) StreamServer server, Loopback net) throws IOException {
            ask(server, net);
            fail("on purpose");
        }

        @Test
        void the_test_looks(@TcpServer StreamServer server, Loopback net) throws IOException {
            ask(server, net);
            server.connection(0);
            fail("on purpose");
        }

        @Test
        void greeted(@TcpServer(greeting = "hi") StreamServer server, Loopback net) throws IOException {
            ask(server, net);
            assertThat(client.getInputStream().read()).isEqualTo('h');
            fail("on purpose");
        }

        /** Has come when it returns: what it sends was read. */
        private void ask(StreamServer server, Loopback net) throws IOException {
            client.connect(server.address());
            client.getOutputStream().write('a');
            await().until(() ->
                    net.transcript().events().stream().anyMatch(event -> event.kind() == EventKind.RECEIVED));
        }

        @AfterEach
        void close() throws IOException {
            client.close();
        }
    }
}
