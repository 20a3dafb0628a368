package io.github.loopline.junit;

import static io.github.loopline.check.Calls.assertThatCall;
import static io.github.loopline.check.Calls.call;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.check.Call;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Kept;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Programs that are right, and what judges them all the same. */
class NoFalseLeakTests {

    /** What a pool keeps. */
    @AutoClose
    private static final Kept POOL = new Kept();

    private static Socket pooled(StreamServer server) throws IOException {
        return POOL.connect(server.address());
    }

    private static int ask(Socket socket) throws IOException {
        socket.getOutputStream().write('?');
        return socket.getInputStream().read();
    }

    @Test
    void what_is_closed_after_the_test_method_is_closed() {
        Samples.run(ClosedLaterTestCase.class, ClosedByJunitTestCase.class, ClosedWithClassTestCase.class)
                .succeeded(4);
    }

    static class ClosedLaterTestCase {

        private Socket mine;

        @AfterEach
        void close() throws IOException {
            if (mine != null) {
                mine.close();
            }
        }

        @Test
        void in_after_each(@TcpServer StreamServer server) {
            assertThatCall(() -> {
                        mine = new Socket(server.address().getAddress(), server.port());
                        throw new IOException("on purpose");
                    })
                    .fails();
        }

        @Test
        void a_moment_later_on_another_thread(@TcpServer StreamServer server) {
            assertThatCall(() -> {
                        Socket socket = new Socket(server.address().getAddress(), server.port());
                        socket.setSoTimeout(100);
                        Thread closer = new Thread(() -> {
                            try (socket) {
                                socket.getInputStream().read();
                            } catch (IOException e) {
                                // its time is over
                            }
                        });
                        closer.start();
                        throw new IOException("on purpose");
                    })
                    .fails();
        }
    }

    static class ClosedByJunitTestCase {

        @AutoClose
        private Socket junits;

        @Test
        void by_junit(@TcpServer StreamServer server) {
            assertThatCall(() -> {
                        junits = new Socket(server.address().getAddress(), server.port());
                        throw new IOException("on purpose");
                    })
                    .fails();
        }
    }

    @NoLeaks
    @Execution(ExecutionMode.SAME_THREAD)
    static class ClosedWithClassTestCase {

        @TcpServer
        static StreamServer shared;

        static Socket client;

        @AfterAll
        static void close() throws IOException {
            client.close();
        }

        @Test
        void with_the_class() {
            assertThatCall(() -> {
                        client = new Socket(shared.address().getAddress(), shared.port());
                        throw new IOException("on purpose");
                    })
                    .fails();
        }
    }

    @Test
    void a_fixture_of_the_class_is_judged_with_the_class() {
        Run run = Samples.run(LeftWithClassTestCase.class);

        run.succeeded("left");
        assertThat(run.failure("LeftWithClassTestCase"))
                .hasMessageStartingWith("The code under test has left open after a call that failed:\n");
    }

    @Execution(ExecutionMode.SAME_THREAD)
    static class LeftWithClassTestCase {

        @TcpServer
        static StreamServer shared;

        @Test
        void left() {
            assertThatCall(() -> {
                        assertThat(pooled(shared).isConnected()).isTrue();
                        throw new IOException("on purpose");
                    })
                    .fails();
        }
    }

    @Test
    void a_pool_may_keep_what_works() {
        Samples.run(PoolTestCase.class).succeeded(4);
    }

    static class PoolTestCase {

        @TcpServer
        private StreamServer server;

        @Test
        void after_success() {
            server.echo();
            assertThatCall(() -> ask(pooled(server))).returns((int) '?');
        }

        @Test
        void used_again_after_a_failure() throws Exception {
            Socket socket = pooled(server);
            socket.setSoTimeout(50);
            assertThatCall(() -> ask(socket)).fails(SocketTimeoutException.class);
            socket.setSoTimeout(5_000);
            var again = call(() -> ask(socket));
            assertThat(server).within(ofSeconds(5)).connection(0).hasReceived("??");
            server.connection(0).send("!");
            assertThat(again.join()).isEqualTo('!');
        }

        @Test
        void untouched_by_the_failure() throws Exception {
            Socket idle = pooled(server);
            server.connection(0).send("!");
            assertThat(ask(idle)).isEqualTo('!');
            assertThatCall(() -> Integer.parseInt("x")).fails();
        }

        @Test
        void used_by_another_call_at_the_same_time() throws Exception {
            server.echo();
            CountDownLatch asked = new CountDownLatch(1);
            Call<?> failing = call(() -> {
                asked.await(30, TimeUnit.SECONDS);
                throw new IOException("on purpose");
            });
            Call<Integer> working = call(() -> {
                int answer = ask(pooled(server));
                asked.countDown();
                return answer;
            });
            assertThatCall(working).returns((int) '?');
            assertThatCall(failing).fails(IOException.class);
        }
    }

    @Test
    void a_close_that_the_fixture_does_not_see_is_one() {
        Samples.run(NotReadingTestCase.class).succeeded(1);
    }

    static class NotReadingTestCase {

        @Test
        void not_reading(@TcpServer StreamServer server) {
            assertThatCall(() -> {
                        try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
                            server.connection(0).stopReading();
                            socket.getOutputStream().write(1);
                            throw new IOException("on purpose");
                        }
                    })
                    .fails(IOException.class);
        }
    }

    @Test
    void tests_at_the_same_time_are_judged_by_their_own_calls() {
        Samples.run(AtTheSameTimeTestCase.class).succeeded(2);
    }

    static class AtTheSameTimeTestCase {

        static final CountDownLatch USED = new CountDownLatch(1);
        static final CountDownLatch FAILED = new CountDownLatch(1);

        @Test
        void keeps(@TcpServer StreamServer server) throws Exception {
            assertThat(pooled(server).isConnected()).isTrue();
            assertThat(server).within(ofSeconds(5)).hasConnections(1);
            USED.countDown();
            FAILED.await(30, TimeUnit.SECONDS);
        }

        @Test
        void fails(@TcpServer StreamServer server) {
            assertThatCall(() -> {
                        USED.await(30, TimeUnit.SECONDS);
                        throw new IOException("on purpose");
                    })
                    .within(ofSeconds(30))
                    .fails();
            FAILED.countDown();
        }
    }

    @Test
    void no_leaks_judges_pools_too() {
        Run run = Samples.run(StrictTestCase.class);

        assertThat(run.failure("pool"))
                .hasMessageMatching(
                        "(?s)The code under test has left open:\n  connection #0 of tcp-server:\\d+, open for \\d+ ms.*"
                                + "\nClose it on every way out\\. .*");
    }

    @NoLeaks
    static class StrictTestCase {

        @Test
        void pool(@TcpServer StreamServer server) throws IOException {
            assertThat(pooled(server).isConnected()).isTrue();
            assertThat(server).within(ofSeconds(5)).hasConnections(1);
        }
    }

    @Test
    void it_can_be_turned_down_and_off_and_up() {
        Samples.run(TurnedOffTestCase.class).succeeded(2);
        Samples.of(PlainTestCase.class).with("loopline.leaks", "off").run().succeeded(2);
        Samples.of(PlainTestCase.class).with("loopline.leaks", "tell").run().succeeded(2);

        Run plain = Samples.run(PlainTestCase.class);
        plain.succeeded("successful");
        assertThat(plain.failure("failing")).hasMessageStartingWith("The code under test has left open after a call");
        Run strict =
                Samples.of(PlainTestCase.class).with("loopline.leaks", "fail").run();
        assertThat(strict.failure("successful")).hasMessageStartingWith("The code under test has left open:");

        assertThat(Samples.of(PlainTestCase.class)
                        .with("loopline.leaks", "no")
                        .run()
                        .failure("failing"))
                .hasMessage("Configuration parameter [loopline.leaks] must be one of [FAIL, AFTER_FAILURE, TELL, OFF]"
                        + " but was <no>.");
        assertThat(Samples.run(ContradictionTestCase.class).failure("failing"))
                .hasMessage("@NetworkDefaults of [ContradictionTestCase]: leaks must not be set beside @NoLeaks but was"
                        + " TELL. Remove one.");
    }

    static class PlainTestCase {

        @TcpServer
        StreamServer server;

        @Test
        void failing() {
            assertThatCall(() -> {
                        assertThat(pooled(server).isConnected()).isTrue();
                        throw new IOException("on purpose");
                    })
                    .fails(IOException.class);
        }

        @Test
        void successful() {
            assertThatCall(() -> pooled(server).isConnected()).returns(true);
            assertThat(server).within(ofSeconds(5)).hasConnections(1);
        }
    }

    @NetworkDefaults(leaks = LeakMode.TELL)
    static class TurnedOffTestCase extends PlainTestCase {}

    @NoLeaks
    @NetworkDefaults(leaks = LeakMode.TELL)
    static class ContradictionTestCase extends PlainTestCase {}
}
