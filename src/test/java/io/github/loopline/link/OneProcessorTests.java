package io.github.loopline.link;

import static io.github.loopline.fault.StreamFault.coalesce;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.loopline.Loopback;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.Task;
import io.github.loopline.testkit.Background;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Isolated;

/** What a link does only where there is a single processor. */
@EnabledIf(
        value = "isHere",
        disabledReason = "needs a single processor: taskset -c 0 mvn test -Dtest=OneProcessorTests")
@Isolated // the engine's looks at sockets are counted
class OneProcessorTests {

    private static final int TRIPS = 1_000;

    @AutoClose
    private final Loopback net = Loopback.open();

    @AutoClose
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    OneProcessorTests() throws IOException {}

    static boolean isHere() {
        return Runtime.getRuntime().availableProcessors() == 1;
    }

    private static void trips(Socket socket, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            socket.getOutputStream().write(i);
            assertThat(socket.getInputStream().read()).isEqualTo(i & 0xff);
        }
    }

    private static long looks() throws IOException {
        long[] looks = {0};
        Engine.shared().call(new Task() {
            @Override
            protected void run() {
                looks[0] = Engine.shared().rounds();
            }
        });
        return looks[0];
    }

    @Test
    void answers_are_read_without_asking_the_selector_each_time() throws Exception {
        StreamLink link = net.tcpLink().to(listener.getLocalSocketAddress());
        Background<Long> server = Background.call(() -> {
            try (Socket socket = listener.accept()) {
                return socket.getInputStream().transferTo(socket.getOutputStream());
            }
        });
        try (Socket client = new Socket(link.address().getAddress(), link.port())) {
            client.setSoTimeout(10_000);
            long fewest = Long.MAX_VALUE;
            // again, since the selector is nearly always asked while other processes want the processor
            for (int i = 0; i < 20 && fewest >= 2 * TRIPS; i++) {
                long before = looks();
                trips(client, TRIPS);
                fewest = Math.min(fewest, looks() - before);
            }
            assertThat(fewest).as("looks for %d messages", 2 * TRIPS).isLessThan(2 * TRIPS);
        }
        server.result(); // its client has ended
    }

    /** As the process sees it: the engine is not asked, which would wake it. */
    private static long sockets() throws IOException {
        long count = 0;
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path each : descriptors) {
                count += isSocket(each) ? 1 : 0;
            }
        }
        return count;
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException gone) {
            return false;
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void what_ends_with_an_answer_is_closed_before_the_engine_sleeps() throws Exception {
        StreamLink link = net.tcpLink().to(listener.getLocalSocketAddress());
        link.apply(coalesce(1_000, ofSeconds(5)).toServer()); // so that the server gets the byte and the end at once
        long before = sockets();
        for (int i = 0; i < 20; i++) {
            Background<byte[]> server = Background.call(() -> {
                try (Socket socket = listener.accept()) {
                    return socket.getInputStream().readAllBytes();
                }
            });
            try (Socket client = new Socket(link.address().getAddress(), link.port())) {
                client.setSoTimeout(10_000);
                client.getOutputStream().write(i);
                client.shutdownOutput();
                assertThat(client.getInputStream().read()).isEqualTo(-1);
            }
            assertThat(server.result()).containsExactly(i);
            await().atMost(ofSeconds(5))
                    .untilAsserted(() -> assertThat(sockets()).isEqualTo(before));
        }
    }
}
