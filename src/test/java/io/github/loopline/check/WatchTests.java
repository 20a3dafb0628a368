package io.github.loopline.check;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What is seen of one thread. */
@EnabledOnOs(OS.LINUX)
class WatchTests {

    private static void read(SocketChannel channel, AtomicBoolean end) {
        ByteBuffer buffer = ByteBuffer.allocate(1);
        try {
            while (!end.get() && channel.read(buffer) == 0) {
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void who_was_seen_to_spin_in_sockets_has_though_it_has_given_up_since() throws Exception {
        AtomicBoolean end = new AtomicBoolean();
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (SocketChannel channel = SocketChannel.open(listener.getLocalAddress())) {
                channel.configureBlocking(false);
                Thread thread = new Thread(() -> read(channel, end), "wt-reads");
                thread.setDaemon(true);
                thread.start();
                try {
                    await().atMost(ofSeconds(30))
                            .until(() -> !KernelThread.all("wt-reads").isEmpty());
                    Watch watch = new Watch(thread);
                    await().atMost(ofSeconds(30)).until(() -> {
                        if (watch.hasWaited()) {
                            watch.begin();
                        }
                        watch.look();
                        return watch.hasSpunInSockets();
                    });
                    end.set(true);
                    thread.join();
                    assertThat(watch.hasSpunInSockets()).isTrue();
                    assertThat(watch.result().stack()).isNotEmpty();
                } finally {
                    end.set(true);
                }
            }
        }
    }
}
