package io.github.loopline.junit;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.fixture.Service;
import io.github.loopline.net.FixtureException;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import io.github.loopline.testkit.Trace;
import io.github.loopline.testkit.Traced;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that run at the same time, on both executors: JUnit before 6.1 has only the first, and takes the second for it. */
class ConcurrencyTests {

    private static final String EXECUTOR = "junit.jupiter.execution.parallel.config.executor-service";
    private static final String PARALLELISM = "junit.jupiter.execution.parallel.config.fixed.parallelism";

    @ParameterizedTest
    @ValueSource(strings = {"fork_join_pool", "worker_thread_pool"})
    void many_tests_at_once_have_ports_of_their_own_and_no_cross_talk(String executor) {
        Run run = Samples.of(ManyTestCase.class)
                .with(EXECUTOR, executor)
                .with(PARALLELISM, "50")
                .run()
                .succeeded(50);

        assertThat(run.trace().fixtures()).hasSize(50);
        assertThat(Set.copyOf(run.trace().lines()))
                .as("ports of servers and peers")
                .hasSize(100);
        assertThat(run.openAfter("ManyTestCase")).isEmpty();
    }

    @Traced
    static class ManyTestCase {

        @RepeatedTest(50)
        void test(
                RepetitionInfo repetition,
                @TcpServer StreamServer server,
                @TcpClient StreamClient client,
                @UdpPeer DatagramPeer peer,
                @UdpPeer DatagramPeer sender,
                Trace trace) {
            String id = "test " + repetition.getCurrentRepetition();
            trace.add(server.toString());
            trace.add(peer.toString());
            trace.watch(id, server);
            trace.awaitFixtures(50); // all are open

            client.connect(server).send(id).shutdownOutput();
            sender.sendTo(peer.address(), id);

            assertThat(server)
                    .within(ofSeconds(20))
                    .hasConnections(1)
                    .connection(0)
                    .hasReceived(id)
                    .hasEndedByFin();
            assertThat(peer).within(ofSeconds(20)).hasReceivedOnly(id);
        }
    }

    @Test
    void one_instance_and_its_fixture_serve_concurrent_tests() {
        Run run =
                Samples.of(PerClassTestCase.class).with(PARALLELISM, "8").run().succeeded(40);

        assertThat(run.trace().lines()).containsExactly("40 connections");
        assertThat(run.openAfter("PerClassTestCase")).isEmpty();
    }

    @Traced
    @TestInstance(Lifecycle.PER_CLASS)
    static class PerClassTestCase {

        @TcpServer(service = Service.ECHO)
        StreamServer server;

        @RepeatedTest(40)
        void test(RepetitionInfo repetition, @TcpClient StreamClient client, Trace trace) {
            trace.watch("field", server);
            String id = "test " + repetition.getCurrentRepetition();
            client.connect(server).send(id).expect(id);
        }

        @AfterAll
        void after(Trace trace) {
            trace.add(server.connections().size() + " connections");
        }
    }

    @Test
    void threads_that_ask_for_the_scope_of_their_class_at_once_get_one() {
        Run run = Samples.of(ScopeTestCase.class).with(PARALLELISM, "16").run().succeeded(16);

        assertThat(Set.copyOf(run.trace().lines()))
                .as("%s", run.trace().lines())
                .hasSize(2); // "ready" and the scope
    }

    @Traced
    @ExtendWith(ContextResolver.class)
    static class ScopeTestCase { // no fixture: nobody has asked for the scope

        @RepeatedTest(16)
        void test(ExtensionContext context, Trace trace) {
            ExtensionContext parent =
                    context.getParent().orElseThrow().getParent().orElseThrow();
            trace.add("ready");
            trace.await("ready", 16);

            trace.add("scope " + System.identityHashCode(ContextScope.of(parent)));
        }
    }

    static final class ContextResolver implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == ExtensionContext.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fork_join_pool", "worker_thread_pool"})
    void waiting_for_the_network_lets_no_further_test_start(String executor) {
        Run run = Samples.of(WaitingTestCase.class)
                .with(EXECUTOR, executor)
                .with(PARALLELISM, "3")
                .run()
                .succeeded(6);

        int running = 0;
        int most = 0;
        for (String line : run.trace().lines()) {
            running += line.equals("begins") ? 1 : -1;
            most = Math.max(most, running);
        }
        assertThat(most).isEqualTo(3);
    }

    /**
     * Without templates: a fork-join pool puts another worker in the place of one that waits for a template's last invocation,
     * and when that one returns there are four, whatever the tests do.
     */
    @Traced
    static class WaitingTestCase {

        @TcpServer(timeoutMillis = 50)
        private StreamServer server;

        private final Trace trace;

        WaitingTestCase(Trace trace) {
            this.trace = trace;
        }

        @BeforeEach
        void begin() {
            trace.add("begins");
            trace.await("begins", 3);
        }

        @AfterEach
        void end() {
            trace.add("ends");
        }

        @Test
        void verb() {
            waitInVerb();
        }

        @Test
        void verb_again() {
            waitInVerb();
        }

        @Test
        void verb_once_more() {
            waitInVerb();
        }

        @Test
        void assertion() {
            waitInAssertion();
        }

        @Test
        void assertion_again() {
            waitInAssertion();
        }

        @Test
        void assertion_once_more() {
            waitInAssertion();
        }

        private void waitInVerb() {
            assertThatThrownBy(() -> server.connection(0)).isInstanceOf(FixtureException.class);
        }

        private void waitInAssertion() {
            assertThatThrownBy(() -> assertThat(server).within(ofMillis(50)).hasConnections(1))
                    .isInstanceOf(AssertionError.class);
        }
    }
}
