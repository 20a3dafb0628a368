package io.github.loopline.junit;

import static io.github.loopline.check.Calls.assertThatCall;
import static io.github.loopline.check.Calls.call;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.loopline.check.Call;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Kept;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A thread that burns CPU while nothing is on the wire. */
class SpinningThreadTests {

    @AutoClose
    private static final Kept LEFT = new Kept();

    /** Reads the end of a stream for ever. */
    private static void spin(Socket socket) {
        try {
            while (!socket.isClosed() && socket.getInputStream().read() < 0) {
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            // closed
        }
    }

    private static Socket ended(StreamServer server) throws IOException {
        Socket socket = LEFT.connect(server.address());
        server.connection(0).shutdownOutput();
        return socket;
    }

    private static Thread start(String name, Runnable code) {
        Thread thread = new Thread(code, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void awaitWork(Thread thread) {
        await().atMost(ofSeconds(30))
                .until(() -> ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId())
                        > ofMillis(60).toNanos());
    }

    @Test
    void a_socket_that_is_read_after_its_end_fails_the_test() {
        Run run = Samples.run(SpinningTestCase.class);

        String rest = """
                , at most \\d+ ms old, spins: \\d+ % CPU for \\d+ ms
                    at .*SpinningThreadTests\\.spin\\(SpinningThreadTests\\.java:\\d+\\).*
                Wait until a socket is ready, and end with its stream\\. Where it is meant to poll: @NetworkDefaults\\(leaks = LeakMode\\.TELL\\)\\.""";
        assertThat(run.failure("a_thread").getMessage())
                .matches("(?s)The code under test uses the CPU while nothing is on the wire:\n  thread \\[reader],"
                        + " started under call \\[SpinningThreadTests\\.java:\\d+]" + rest);
        assertThat(run.failure("a_call").getMessage())
                .matches("(?s)The code under test uses the CPU while nothing is on the wire:\n  thread \\[call \\d+"
                        + " \\(SpinningThreadTests\\.java:\\d+\\)], of call \\[SpinningThreadTests\\.java:\\d+]"
                        + rest);
        for (String mode : Set.of("tell", "off")) {
            Samples.of(SpinningTestCase.class)
                    .with("loopline.leaks", mode)
                    .run()
                    .succeeded(2);
        }
    }

    static class SpinningTestCase {

        @TcpServer
        StreamServer server;

        @Test
        void a_thread() throws Exception {
            Thread reader = call(() -> {
                        Socket socket = ended(server);
                        return start("reader", () -> spin(socket));
                    })
                    .join();
            awaitWork(reader);
        }

        @Test
        void a_call() throws Exception {
            CompletableFuture<Thread> reader = new CompletableFuture<>();
            var unused = call(() -> {
                Socket socket = ended(server);
                reader.complete(Thread.currentThread());
                spin(socket);
            });
            awaitWork(reader.get(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void what_computes_or_waits_does_not() {
        Samples.run(WorkingTestCase.class).succeeded(2);
    }

    static class WorkingTestCase {

        @TcpServer
        StreamServer server;

        @Test
        void computes() throws Exception {
            AtomicBoolean end = new AtomicBoolean();
            Thread thread = call(() -> start("computes", () -> {
                        while (!end.get()) {
                            Thread.onSpinWait();
                        }
                    }))
                    .join();
            awaitWork(thread);
            start("ends it", () -> {
                await().pollDelay(ofSeconds(3)).until(() -> true);
                end.set(true);
            });
        }

        @Test
        void has_computed_and_waits() throws Exception {
            CompletableFuture<Thread> reader = new CompletableFuture<>();
            var unused = call(() -> {
                try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
                    while (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime()
                            < ofMillis(70).toNanos()) {
                        Thread.onSpinWait();
                    }
                    reader.complete(Thread.currentThread());
                    return socket.getInputStream().read();
                }
            });
            awaitWork(reader.get(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void a_hang_tells_of_threads_that_spin_meanwhile() throws Exception {
        AtomicBoolean end = new AtomicBoolean();
        CompletableFuture<Thread> loop = new CompletableFuture<>();
        CompletableFuture<Integer> never = new CompletableFuture<>();
        Call<Integer> call = call(() -> {
            loop.complete(start("selector loop", () -> {
                while (!end.get()) {
                    Thread.onSpinWait();
                }
            }));
            return never.get();
        });
        awaitWork(loop.get(30, TimeUnit.SECONDS));
        try {
            assertThatThrownBy(() -> assertThatCall(call).within(ofMillis(100)).returns())
                    .hasMessageMatching(
                            "(?s)Expecting call \\[SpinningThreadTests\\.java:\\d+]\n  to end within 100 ms\n"
                                    + "  but it is still waiting for another thread\n    at .*\n  and thread \\[selector loop],"
                                    + " which it has started, spins: \\d+ % CPU for \\d+ ms\n    at .*");
        } finally {
            end.set(true);
        }
    }
}
