package io.github.loopline.junit;

import static io.github.loopline.check.Calls.assertThatCall;
import static io.github.loopline.check.Wire.SILENCE_EVERYWHERE;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Samples;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Threads of programs that are right: they live on after a call that failed, and nobody is blamed. */
class NoFalseThreadTests {

    @Test
    void a_thread_that_serves_a_client_that_is_connected() {
        Samples.run(ServesTestCase.class).succeeded(1 + 2);
    }

    static class ServesTestCase {

        private static void serve(ServerSocket listening) {
            try (Socket socket = listening.accept()) {
                socket.getInputStream().transferTo(socket.getOutputStream());
            } catch (IOException e) {
                // the client has gone
            }
        }

        @WireTest(SILENCE_EVERYWHERE)
        void echo(@TcpClient(timeoutMillis = 200) StreamClient client) throws IOException {
            try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                new Thread(() -> serve(listening)).start();
                client.connect((InetSocketAddress) listening.getLocalSocketAddress());
                client.send("a").expect("a");
            }
        }
    }

    @Test
    void threads_of_the_jdk() {
        Samples.run(JdkTestCase.class).succeeded(3);
    }

    static class JdkTestCase {

        @TcpServer
        StreamServer server;

        @Test
        void http_client() {
            server.handle(connection -> {
                connection.receive(4);
                connection.reset();
            });
            assertThatCall(() -> HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port()))
                                            .build(),
                                    BodyHandlers.ofString()))
                    .within(ofSeconds(30))
                    .fails(IOException.class);
        }

        @Test
        @NoLeaks
        void common_pool() {
            assertThatCall(() -> {
                        CompletableFuture.runAsync(() -> {}).join();
                        CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(1, MILLISECONDS))
                                .join();
                        throw new IOException("on purpose");
                    })
                    .fails();
        }

        @Test
        @NoLeaks
        void default_group_of_channels() {
            server.greeting("x");
            assertThatCall(() -> {
                        try (var channel = AsynchronousSocketChannel.open()) {
                            channel.connect(server.address()).get(5, SECONDS);
                            throw new IOException("on purpose");
                        }
                    })
                    .fails();
        }
    }

    @Test
    void threads_that_may_serve_others() {
        Samples.run(SharedTestCase.class).succeeded(5);
    }

    static class SharedTestCase {

        static ExecutorService plain;
        static ExecutorService named;
        static final LinkedBlockingQueue<String> QUEUE = new LinkedBlockingQueue<>();

        @TcpServer
        StreamServer server;

        @BeforeAll
        static void open() {
            plain = Executors.newFixedThreadPool(2);
            named = Executors.newFixedThreadPool(2, work -> new Thread(work, "of the application"));
        }

        @AfterAll
        static void close() {
            plain.shutdown();
            named.shutdown();
            QUEUE.add("end");
        }

        @Test
        void a_pool_that_is_older_than_the_call() {
            assertThatCall(() -> plain.submit(SharedTestCase::fail).get()).fails();
        }

        @Test
        void a_pool_that_names_its_threads() {
            assertThatCall(() -> named.submit(SharedTestCase::fail).get()).fails();
        }

        @Test
        void a_daemon_that_keeps_time() {
            assertThatCall(() -> {
                        Timer timer = new Timer("keeps time", true);
                        timer.schedule(
                                new TimerTask() {
                                    @Override
                                    public void run() {
                                        timer.cancel();
                                    }
                                },
                                2_000);
                        return fail();
                    })
                    .fails();
        }

        @Test
        void a_thread_that_waits_for_work() {
            assertThatCall(() -> {
                        new Thread(SharedTestCase::takeAll, "dispatcher").start();
                        return fail();
                    })
                    .fails();
        }

        @Test
        void a_call_that_succeeded() {
            assertThatCall(() -> new Thread(SharedTestCase::takeAll, "of a service").start())
                    .returns();
        }

        private static void takeAll() {
            try {
                while (!QUEUE.take().equals("end")) {
                    Thread.yield();
                }
                QUEUE.add("end"); // for the next
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private static Object fail() throws IOException {
            throw new IOException("on purpose");
        }
    }

    @Test
    void threads_that_end_in_time() {
        Samples.run(EndedTestCase.class).succeeded(2);
    }

    static class EndedTestCase {

        @TcpServer
        StreamServer server;

        private ExecutorService pool;

        @AfterEach
        void close() {
            if (pool != null) {
                pool.shutdown();
            }
        }

        @Test
        void after_the_test() {
            assertThatCall(() -> {
                        pool = Executors.newFixedThreadPool(1);
                        pool.submit(SharedTestCase::fail).get();
                    })
                    .fails();
        }

        @Test
        void a_moment_later() {
            assertThatCall(() -> {
                        new Thread(() -> LockSupport.parkNanos(ofMillis(200).toNanos())).start();
                        throw new IOException("on purpose");
                    })
                    .fails();
        }
    }

    /** They are in no thread group: documented, and so tested. */
    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void virtual_threads_are_not_seen() {
        Samples.run(VirtualTestCase.class).succeeded(1);
    }

    static class VirtualTestCase {

        @Test
        @NoLeaks
        void virtual(@TcpServer StreamServer server) {
            assertThatCall(() -> {
                        Runnable code =
                                () -> LockSupport.parkNanos(ofMillis(2_000).toNanos());
                        Thread.class
                                .getMethod("startVirtualThread", Runnable.class)
                                .invoke(null, code);
                        throw new IOException("on purpose");
                    })
                    .fails(IOException.class);
        }
    }
}
