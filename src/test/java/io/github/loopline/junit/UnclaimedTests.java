package io.github.loopline.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Samples;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Isolated;

/** What nobody can be blamed for is a hint beside a failure, and no failure. */
@EnabledOnOs(OS.LINUX) // for the sockets
@Isolated // threads of other tests would be told as well
class UnclaimedTests {

    /** Starts a thread that no call has started, and connects to what is no fixture and closes. */
    static class Base {

        private CountDownLatch end;
        private Socket socket;

        void leave() throws IOException {
            CountDownLatch end = new CountDownLatch(1);
            this.end = end;
            Thread thread = new Thread(
                    () -> {
                        try {
                            end.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    },
                    "nobody's");
            thread.start();
            try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                socket = new Socket(server.getInetAddress(), server.getLocalPort());
                server.accept().close();
            }
        }

        /** After the report: what JUnit keeps for a test is closed later. */
        void end() throws IOException {
            end.countDown();
            socket.close();
        }
    }

    @Test
    void a_failure_has_the_hint() throws IOException {
        try {
            Throwable failure = Samples.of(FailingTestCase.class)
                    .with("junit.jupiter.execution.parallel.enabled", "false")
                    .run()
                    .failure("failing");

            assertThat(failure).hasMessage("on purpose");
            assertThat(failure.getSuppressed())
                    .singleElement()
                    .satisfies(
                            report -> assertThat(report.getMessage())
                                    .containsPattern(
                                            "\nPerhaps left behind:\n(  .*\n)*"
                                                    + "  thread \\[nobody's], WAITING, at io\\.github\\.loopline\\.junit\\.UnclaimedTests\\$Base\\..*\n"
                                                    + "(  .*\n)*  TCP 127\\.0\\.0\\.1:\\d+ to 127\\.0\\.0\\.1:\\d+, CLOSE_WAIT, 0 bytes unread, 0 bytes unsent"));
        } finally {
            FailingTestCase.LEFT.end();
        }
    }

    static class FailingTestCase {

        static final Base LEFT = new Base();

        @Test
        void failing(@TcpServer StreamServer server) throws IOException {
            LEFT.leave();
            throw new IllegalStateException("on purpose");
        }
    }

    @Test
    void where_tests_run_in_parallel_there_is_no_hint() throws IOException {
        try {
            assertThat(Samples.run(FailingTestCase.class).failure("failing").getSuppressed())
                    .allSatisfy(report -> assertThat(report).hasMessageNotContaining("Perhaps"));
        } finally {
            FailingTestCase.LEFT.end();
        }
    }

    @Test
    void nothing_fails_by_it() {
        Samples.run(PassingTestCase.class).succeeded(1);
    }

    static class PassingTestCase {

        private final Base left = new Base();

        @AfterEach
        void end() throws IOException {
            left.end();
        }

        @Test
        @NoLeaks
        void passing(@TcpServer StreamServer server) throws IOException {
            left.leave();
        }
    }
}
