package io.github.loopline.check;

import static io.github.loopline.check.Calls.assertThatCall;
import static io.github.loopline.check.Calls.call;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.loopline.check.WireRecord.Sent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Strangers go whatever a server makes of them. */
class VisitorsTests {

    private static final int MORE_THAN_QUEUES_TAKE = 32 << 20;

    private static ServerSocketChannel listen() throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        listener.configureBlocking(false);
        return listener;
    }

    private static WireRecord asking(byte[] request) {
        Sent sent = new Sent(0, 0, request.length, List.of(0L), request, "request", false, false);
        return new WireRecord(List.of(sent), List.of(), 0, List.of(), List.of(), List.of(), true);
    }

    @Test
    void they_leave_in_the_middle_of_a_write_and_no_more_come() throws Exception {
        WireRecord plain = asking(new byte[MORE_THAN_QUEUES_TAKE]);
        WireCase crowd = Visitors.plan(Wire.SLOW_CROWD, plain).get(0);
        try (ServerSocketChannel silent = listen();
                ServerSocketChannel next = listen();
                Visitors visitors = new Visitors(crowd)) {
            SocketAddress there = silent.getLocalAddress();
            Thread writer = new Thread(() -> visitors.comeTo(there, List.of(), plain), "writes");
            writer.setDaemon(true);
            writer.start();
            await().atMost(ofSeconds(30))
                    .until(() -> List.of(writer.getStackTrace()).toString().contains(".write"));

            assertThatCall(call(visitors::close)).within(ofSeconds(30)).returns();
            writer.join(30_000);
            assertThat(writer.isAlive()).isFalse();

            visitors.comeTo(next.getLocalAddress(), List.of(), plain);
            assertThat(next.accept()).isNull();
        }
    }
}
