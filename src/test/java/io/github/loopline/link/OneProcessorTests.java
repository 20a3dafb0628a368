package io.github.loopline.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.Loopback;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.Task;
import io.github.loopline.testkit.Background;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.parallel.Isolated;

/** What a link does only where there is a single processor. */
@EnabledIf(
        value = "isHere",
        disabledReason = "needs a single processor: taskset -c 0 mvn test -Dtest=OneProcessorTests")
@Isolated // the engine's looks at sockets are counted
class OneProcessorTests {

    private static final int TRIPS = 100;

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
            for (int i = 0; i < 200 && fewest >= 2 * TRIPS; i++) {
                long before = looks();
                trips(client, TRIPS);
                fewest = Math.min(fewest, looks() - before);
            }
            assertThat(fewest).as("looks for %d messages", 2 * TRIPS).isLessThan(2 * TRIPS);
        }
        server.result(); // its client has ended
    }
}
