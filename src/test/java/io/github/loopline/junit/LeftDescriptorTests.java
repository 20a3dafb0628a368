package io.github.loopline.junit;

import static io.github.loopline.check.Calls.assertThatCall;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Forked;
import io.github.loopline.testkit.Samples;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.Pipe;
import java.nio.channels.Selector;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Isolated;

/** Descriptors that a test has opened and not closed are a hint beside a failure, and no failure. */
@EnabledOnOs(OS.LINUX)
@Isolated // descriptors of other tests would be told as well; and see Forked
class LeftDescriptorTests {

    private static final String TITLE = "Perhaps left open (opened since its class began):\n";

    private static String leaking;
    private static String allKinds;

    /** What a sample leaves open. */
    static final class Left {

        private final List<Closeable> all = new ArrayList<>(); // one test at a time

        <T extends Closeable> T open(T one) {
            all.add(one);
            return one;
        }

        void close() throws IOException {
            for (Closeable each : all) {
                each.close();
            }
            all.clear();
        }
    }

    /** Runs a sample on its own, closes what it has left, and gives the hint that the failure of its test has; empty if none. */
    static String hint(Class<?> sample, Left left) throws IOException {
        try {
            Throwable failure = Samples.of(sample)
                    .with("junit.jupiter.execution.parallel.enabled", "false")
                    .run()
                    .failure("test");
            String report = failure.getSuppressed()[0].getMessage();
            int at = report.indexOf(TITLE);
            return at < 0 ? "" : report.substring(at, report.indexOf("Files:\n", at));
        } finally {
            left.close();
        }
    }

    static IllegalStateException failure() {
        return new IllegalStateException("on purpose");
    }

    /** Prints two hints, in a JVM that has closed nothing whose number something new could take. */
    static final class Main {

        private static final String MARK = "-- hint --\n";

        private Main() {}

        public static void main(String[] args) throws IOException {
            hint(OlderTestCase.class, OlderTestCase.LEFT); // what stays open is known from here on
            System.out.print(MARK + hint(LeakingTestCase.class, LeakingTestCase.LEFT));
            System.out.print(MARK
                    + hint(AllKindsTestCase.class, AllKindsTestCase.LEFT)
                            .replace(String.valueOf(AllKindsTestCase.file), "its file"));
        }
    }

    @BeforeAll
    static void run_in_a_jvm_of_their_own() throws Exception {
        String[] hints =
                Forked.run(Main.class, "--enable-native-access=ALL-UNNAMED").split(Main.MARK);
        leaking = hints[1];
        allKinds = hints[2];
    }

    @Test
    void a_failure_tells_what_was_opened() {
        assertThat(allKinds.replaceAll(":\\d+", ":port")).isEqualTo("""
                        Perhaps left open (opened since its class began):
                          selector (eventpoll), 2 of them
                          pipe
                          file its file
                          watch service (inotify)
                          TCP 127.0.0.1:port, LISTEN, 0 connections waiting
                          UDP 127.0.0.1:port, 0 bytes unread
                          socket that is not connected
                        """);
    }

    static class AllKindsTestCase {

        static final Left LEFT = new Left();

        static Path file;

        @Test
        void test(@TcpServer StreamServer server) throws IOException {
            InetAddress loopback = InetAddress.getLoopbackAddress();
            LEFT.open(Selector.open());
            LEFT.open(Selector.open());
            Pipe pipe = Pipe.open();
            LEFT.open(pipe.source());
            LEFT.open(pipe.sink());
            file = Files.createTempFile("left", "open");
            LEFT.open(new FileInputStream(file.toFile()));
            LEFT.open(() -> Files.delete(file));
            LEFT.open(FileSystems.getDefault().newWatchService());
            LEFT.open(new ServerSocket(0, 1, loopback));
            LEFT.open(new DatagramSocket(new InetSocketAddress(loopback, 0)));
            LEFT.open(new Socket()).bind(new InetSocketAddress(loopback, 0));
            throw failure();
        }
    }

    @Test
    void what_was_closed_is_not_told() throws IOException {
        assertThat(hint(ClosingTestCase.class, ClosingTestCase.LEFT)).isEmpty();
    }

    static class ClosingTestCase {

        static final Left LEFT = new Left();

        @Test
        void test(@TcpServer StreamServer server) throws IOException {
            LEFT.open(Selector.open());
            LEFT.open(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            LEFT.close();
            throw failure();
        }
    }

    @Test
    void what_was_there_before_is_not_told() throws IOException {
        OlderTestCase.LEFT.open(Selector.open());

        assertThat(hint(OlderTestCase.class, OlderTestCase.LEFT)).isEmpty();
    }

    static class OlderTestCase {

        static final Left LEFT = new Left();

        @Test
        void test(@TcpServer StreamServer server) {
            throw failure();
        }
    }

    @Test
    void a_test_that_fails_by_a_leak_tells_it_too() {
        assertThat(leaking).isEqualTo(TITLE + "  selector (eventpoll)\n");
    }

    static class LeakingTestCase {

        static final Left LEFT = new Left();

        @Test
        void test(@TcpServer StreamServer server) {
            assertThatCall(() -> {
                        LEFT.open(Selector.open());
                        LEFT.open(new Socket(server.address().getAddress(), server.port()));
                        throw new IOException("refused");
                    })
                    .fails(IOException.class);
        }
    }

    @Test
    void switched_off_nothing_is_told() throws IOException {
        assertThat(hint(OffTestCase.class, OffTestCase.LEFT)).isEmpty();
    }

    static class OffTestCase {

        static final Left LEFT = new Left();

        @Test
        @NetworkDefaults(leaks = LeakMode.OFF)
        void test(@TcpServer StreamServer server) throws IOException {
            LEFT.open(Selector.open());
            throw failure();
        }
    }

    @Test
    void where_tests_run_in_parallel_there_is_no_hint() throws IOException {
        try {
            Throwable failure = Samples.run(LeakingTestCase.class).failure("test");

            assertThat(failure.getSuppressed()[0]).hasMessageNotContaining("Perhaps");
        } finally {
            LeakingTestCase.LEFT.close();
        }
    }

    @Test
    void nothing_fails_by_it() throws IOException {
        try {
            Samples.of(StrictTestCase.class)
                    .with("junit.jupiter.execution.parallel.enabled", "false")
                    .run()
                    .succeeded(1);
        } finally {
            StrictTestCase.LEFT.close();
        }
    }

    static class StrictTestCase {

        static final Left LEFT = new Left();

        @Test
        @NoLeaks
        void test(@TcpServer StreamServer server) {
            assertThatCall(() -> LEFT.open(Selector.open())).returns();
        }
    }
}
