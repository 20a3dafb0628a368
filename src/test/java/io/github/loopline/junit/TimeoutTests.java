package io.github.loopline.junit;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import io.github.loopline.testkit.Trace;
import io.github.loopline.testkit.Traced;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.RegisterExtension;

/** JUnit's own timeout strikes while a test waits for the network. */
class TimeoutTests {

    @Test
    void a_wait_on_the_test_thread_is_interrupted_in_time() {
        Run run = timed(SameThreadTestCase.class);

        hasTimedOut(run, "verb");
        hasTimedOut(run, "assertion");
        hasTimedOut(run, "shared");
        assertThat(run.openAfter("SameThreadTestCase")).isEmpty();
        assertThat(run.trace().lines()).containsOnly("not interrupted").hasSize(3);
    }

    @Traced
    static class SameThreadTestCase {

        @TcpServer
        static StreamServer shared;

        @Test
        @Timeout(value = 200, unit = TimeUnit.MILLISECONDS, threadMode = ThreadMode.SAME_THREAD)
        void verb(@TcpServer(timeoutMillis = 60_000) StreamServer server, Trace trace) {
            trace.watch("of verb", server);
            server.connection(0);
        }

        @Test
        @Timeout(value = 200, unit = TimeUnit.MILLISECONDS, threadMode = ThreadMode.SAME_THREAD)
        void assertion(@TcpServer StreamServer server, Trace trace) {
            trace.watch("of assertion", server);
            assertThat(server).within(ofSeconds(60)).hasConnections(1);
        }

        @Test
        @Timeout(value = 200, unit = TimeUnit.MILLISECONDS, threadMode = ThreadMode.SAME_THREAD)
        void shared(Trace trace) {
            assertThat(shared).within(ofSeconds(60)).hasConnections(1);
        }

        @AfterEach
        void after(@TcpServer StreamServer server, @TcpClient StreamClient client, Trace trace) {
            trace.add(Thread.currentThread().isInterrupted() ? "interrupted" : "not interrupted");
            client.connect(server).send("PING");
            server.connection(0).expect("PING"); // a wait works again
        }
    }

    @Test
    void a_wait_on_a_thread_of_its_own_is_left_in_time() {
        Run run = timed(SeparateThreadTestCase.class);

        hasTimedOut(run, "verb");
        hasTimedOut(run, "assertion");
        assertThat(run.openAfter("SeparateThreadTestCase")).isEmpty();
        assertThat(run.trace().lines()).containsOnly("not interrupted").hasSize(2);
    }

    @Traced
    static class SeparateThreadTestCase {

        @Test
        @Timeout(value = 200, unit = TimeUnit.MILLISECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
        void verb(@TcpServer(timeoutMillis = 60_000) StreamServer server, Trace trace) {
            trace.watch("of verb", server);
            server.connection(0);
        }

        @Test
        @Timeout(value = 200, unit = TimeUnit.MILLISECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
        void assertion(@TcpServer StreamServer server, Trace trace) {
            trace.watch("of assertion", server);
            assertThat(server).within(ofSeconds(60)).hasConnections(1);
        }

        @AfterEach
        void after(Trace trace) {
            trace.add(Thread.currentThread().isInterrupted() ? "interrupted" : "not interrupted");
        }
    }

    @Test
    void a_handler_that_waits_does_not_hold_the_end_up() {
        Run run = timed(HandlerTestCase.class);

        hasTimedOut(run, "test");
        assertThat(run.openAfter("test")).isEmpty();
    }

    @Traced
    static class HandlerTestCase {

        @Test
        @Timeout(value = 200, unit = TimeUnit.MILLISECONDS)
        void test(@TcpServer(timeoutMillis = 60_000) StreamServer server, @TcpClient StreamClient client, Trace trace) {
            trace.watch("server", server);
            server.handle(connection -> connection.receiveLine());
            client.connect(server);
            server.connection(1);
        }
    }

    @Test
    void it_is_noted_once_where_a_class_has_both_extensions() {
        Run run = timed(BothTestCase.class);

        hasTimedOut(run, "test");
    }

    static class BothTestCase {

        @RegisterExtension
        final LoopbackExtension net = new LoopbackExtension();

        @Test
        @Timeout(value = 200, unit = TimeUnit.MILLISECONDS)
        void test(@TcpServer(timeoutMillis = 60_000) StreamServer server) {
            server.connection(0);
        }
    }

    private static Run timed(Class<?> samples) {
        long start = System.nanoTime();
        Run run = Samples.run(samples);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        return run;
    }

    private static void hasTimedOut(Run run, String test) {
        Throwable failure = run.failure(test);
        assertThat(failure)
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("timed out after 200 milliseconds");
        List<Throwable> transcripts = Arrays.stream(failure.getSuppressed())
                .filter(NetworkTranscript.class::isInstance)
                .toList();
        assertThat(transcripts)
                .singleElement()
                .satisfies(transcript -> assertThat(transcript)
                        .hasMessageContaining("open on 127.0.0.1:")
                        .hasMessageContaining("note: JUnit's timeout struck here"));
        assertThat(transcripts.get(0).getMessage().split("timeout struck here", -1))
                .hasSize(2);
    }
}
