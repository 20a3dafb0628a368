package io.github.loopline.stream;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.LongSupplier;

/** How much goes in before nothing goes on. */
final class Filling {

    /** A peer that reads makes room in well under a millisecond. */
    private static final long QUIET_MILLIS = 250;

    private Filling() {}

    /** Gives the count of bytes taken by a channel that does not block. */
    static long of(SocketChannel channel) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate(64 * 1024);
        long taken = 0;
        try (Selector selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_WRITE);
            while (selector.select(QUIET_MILLIS) > 0) {
                selector.selectedKeys().clear();
                taken += channel.write(zeros.clear());
            }
        }
        return taken;
    }

    /** Waits until a count no longer grows, and gives it. */
    static long standstill(LongSupplier count) {
        long[] last = {-1};
        await().pollInterval(Duration.ofMillis(QUIET_MILLIS)).until(() -> {
            long before = last[0];
            last[0] = count.getAsLong();
            return before == last[0];
        });
        return last[0];
    }
}
