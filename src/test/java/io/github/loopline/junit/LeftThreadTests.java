package io.github.loopline.junit;

import static io.github.loopline.check.Calls.assertThatCall;
import static io.github.loopline.check.Calls.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.check.Wire;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Kept;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A thread that a call has started and that lives on. */
class LeftThreadTests {

    @AutoClose
    private static final Kept LEFT = new Kept();

    /** Starts a thread that waits for its end. */
    private static void start(String name, boolean daemon) {
        CountDownLatch end = new CountDownLatch(1);
        LEFT.keep(end::countDown);
        Thread thread = new Thread(() -> wait(end), name);
        thread.setDaemon(daemon);
        thread.start();
    }

    private static void wait(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void after_a_call_that_failed_it_fails_the_test() {
        assertThat(Samples.run(FailedCallTestCase.class).failure("failed").getMessage())
                .matches("""
                        (?s)The code under test has left running after a call that failed:
                          thread \\[reader], started under call \\[LeftThreadTests\\.java:\\d+], which failed with java\\.io\\.IOException: refused, at most \\d+ ms old
                            at .*CountDownLatch.*
                            at io\\.github\\.loopline\\.junit\\.LeftThreadTests\\.wait\\(LeftThreadTests\\.java:\\d+\\).*
                        End it on every way out\\. Where it is meant to stay: @NetworkDefaults\\(leaks = LeakMode\\.TELL\\)\\.""");
    }

    static class FailedCallTestCase {

        @Test
        void failed(@TcpServer StreamServer server) {
            assertThatCall(() -> {
                        start("reader", false);
                        throw new IOException("refused");
                    })
                    .fails(IOException.class);
        }
    }

    @Test
    void whatever_it_does() {
        Run run = Samples.run(KindsTestCase.class);

        Map.of("pool", "pool-\\d+-thread-1", "acceptor", "acceptor", "inner", "inner")
                .forEach((test, thread) -> assertThat(run.failure(test))
                        .hasMessageMatching("(?s)The code under test has left running after a call that failed:\n"
                                + "  thread \\[" + thread + "], started under call .*"));
    }

    static class KindsTestCase {

        @TcpServer
        StreamServer server;

        @Test
        void pool() {
            assertThatCall(() -> {
                        ExecutorService pool = Executors.newSingleThreadExecutor();
                        LEFT.keep(pool::shutdownNow);
                        pool.execute(() -> {});
                        throw new IOException("on purpose");
                    })
                    .fails();
        }

        @Test
        void acceptor() {
            assertThatCall(() -> {
                        ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                        LEFT.keep(listener);
                        new Thread(() -> accept(listener), "acceptor").start();
                        throw new IOException("on purpose");
                    })
                    .fails();
        }

        @Test
        void inner() {
            assertThatCall(() -> {
                        assertThatCall(() -> {
                                    start("inner", false);
                                    throw new IOException("on purpose");
                                })
                                .fails();
                    })
                    .returns();
        }
    }

    private static void accept(ServerSocket listener) {
        try (Socket socket = listener.accept()) {
            assertThat(socket.isConnected()).isTrue();
        } catch (IOException e) {
            // closed at the end
        }
    }

    @Test
    void a_wire_that_breaks_finds_it_too() {
        Run run = Samples.run(WireTestCase.class);

        run.succeeded("wire#1");
        assertThat(run.failure("wire#2").getMessage())
                .matches("(?s)FIN .*: The code under test has left running after a call that failed:"
                        + "\n  thread \\[of the client], started under call \\[WireTestCase\\.wire], which failed with"
                        + " java\\.io\\.IOException: no greeting, at most \\d+ ms old\n    at .*\n  run it alone: .*");
    }

    static class WireTestCase {

        @WireTest(Wire.FIN_EVERYWHERE)
        void wire(@TcpServer(greeting = "ok") StreamServer server) throws IOException {
            try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
                if (socket.getInputStream().readNBytes(2).length < 2) {
                    start("of the client", false);
                    throw new IOException("no greeting");
                }
            }
        }
    }

    @Test
    void under_no_leaks_daemons_and_calls_that_succeeded_count_too() {
        Run run = Samples.run(StrictTestCase.class);

        assertThat(run.failure("daemon"))
                .hasMessageMatching("(?s)The code under test has left running:\n  thread \\[daemon], started under call"
                        + " \\[LeftThreadTests\\.java:\\d+], at most \\d+ ms old\n    at .*");
        assertThat(run.failure("running"))
                .hasMessageMatching(
                        "(?s)The code under test has left running:\n  thread \\[call \\d+"
                                + " \\(LeftThreadTests\\.java:\\d+\\)], of call \\[LeftThreadTests\\.java:\\d+], at most \\d+ ms old\n    at .*");
        run.succeeded("ending");
    }

    @NoLeaks
    static class StrictTestCase {

        @TcpServer
        StreamServer server;

        @Test
        void daemon() {
            assertThatCall(() -> start("daemon", true)).returns();
        }

        @Test
        void running() {
            CountDownLatch end = new CountDownLatch(1);
            var unused = call(() -> end.await());
        }

        @Test
        void ending() throws InterruptedException {
            ExecutorService[] pool = new ExecutorService[1];
            assertThatCall(() -> {
                        pool[0] = Executors.newCachedThreadPool();
                        pool[0].execute(() -> Thread.yield());
                    })
                    .returns();
            pool[0].shutdown(); // its threads end a moment later
        }
    }

    @Test
    void any_other_failure_tells_it() {
        Throwable failure = Samples.run(OtherFailureTestCase.class).failure("other");

        assertThat(failure).hasMessage("on purpose");
        assertThat(failure.getSuppressed())
                .singleElement()
                .satisfies(report -> assertThat(report.getMessage())
                        .containsPattern("\nThreads that calls have left:\n  thread \\[told], started under call"
                                + " \\[LeftThreadTests\\.java:\\d+], at most \\d+ ms old\n      at .*"));
    }

    static class OtherFailureTestCase {

        @Test
        void other(@TcpServer StreamServer server) {
            assertThatCall(() -> start("told", true)).returns();
            throw new IllegalStateException("on purpose");
        }
    }

    @Test
    void it_can_be_turned_down_and_off() {
        for (String mode : Set.of("tell", "off")) {
            Samples.of(FailedCallTestCase.class)
                    .with("loopline.leaks", mode)
                    .run()
                    .succeeded(1);
        }
    }
}
