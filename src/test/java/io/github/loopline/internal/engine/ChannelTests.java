package io.github.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What the engine does with registered channels. */
class ChannelTests {

    private final Engine engine = Engine.shared();

    private SocketChannel channel;

    @AutoClose
    private SocketChannel peer;

    @BeforeEach
    void connect() throws IOException {
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.INET)) {
            listener.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
            peer = SocketChannel.open(StandardProtocolFamily.INET);
            peer.connect(listener.getLocalAddress());
            channel = listener.accept();
            channel.configureBlocking(false);
        }
    }

    @Test
    void hands_a_ready_channel_to_its_handler_on_its_own_thread() throws Exception {
        AtomicReference<String> thread = new AtomicReference<>();
        CountDownLatch read = new CountDownLatch(1);
        engine.register(channel, SelectionKey.OP_READ, new Handler() {
            @Override
            public void ready(SelectionKey key) throws IOException {
                thread.set(Thread.currentThread().getName());
                ByteBuffer bytes = ByteBuffer.allocate(10);
                channel.read(bytes);
                assertThat(bytes.position()).isEqualTo(1);
                read.countDown();
            }

            @Override
            public void failed(Throwable failure) {
                throw new AssertionError(failure);
            }
        });
        peer.write(ByteBuffer.wrap(new byte[1]));

        assertThat(read.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(thread).hasValue("loopline engine");
    }

    @Test
    void tells_a_handler_what_it_threw_and_goes_on() throws Exception {
        AssertionError failure = new AssertionError("thrown by the handler");
        CountDownLatch told = new CountDownLatch(3);
        engine.register(channel, SelectionKey.OP_READ, new Handler() {
            @Override
            public void ready(SelectionKey ready) {
                throw failure;
            }

            @Override
            public void failed(Throwable thrown) {
                assertThat(thrown).isSameAs(failure);
                told.countDown(); // and it is ready again, since nothing was read
            }
        });
        peer.write(ByteBuffer.wrap(new byte[1]));

        assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void calls_a_handler_no_more_that_fails_to_hear_of_its_failure() throws Exception {
        AtomicInteger times = new AtomicInteger();
        SelectionKey key = engine.register(channel, SelectionKey.OP_READ, new Handler() {
            @Override
            public void ready(SelectionKey ready) {
                throw new IllegalStateException("this");
            }

            @Override
            public void failed(Throwable thrown) {
                times.incrementAndGet();
                throw new IllegalStateException("and even that");
            }
        });
        peer.write(ByteBuffer.wrap(new byte[1]));

        await().until(() -> !key.isValid());
        engine.drain();
        assertThat(times).hasValue(1);
    }

    /** A registered channel that is closed elsewhere keeps its descriptor until the engine wakes up for something else. */
    @AfterEach
    void closeByEngine() throws IOException {
        engine.call(EngineTests.task(() -> {
            engine.close(channel);
            return null;
        }));
    }

    @Test
    void refuses_a_closed_channel() throws Exception {
        channel.close();

        assertThatThrownBy(() -> engine.register(channel, SelectionKey.OP_READ, new Idle()))
                .isInstanceOf(ClosedChannelException.class);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void close_has_given_the_descriptor_back_when_the_call_returns() throws Exception {
        engine.register(channel, SelectionKey.OP_READ, new Idle());
        String socket = "socket:[" + inode() + "]";
        assertThat(isOpenInThisProcess(socket)).isTrue();
        closeByEngine();

        assertThat(isOpenInThisProcess(socket)).isFalse();
        assertThat(peer.read(ByteBuffer.allocate(1))).as("the FIN").isEqualTo(-1);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void what_has_ended_both_ways_has_given_its_descriptor_back_when_the_call_returns() throws Exception {
        SelectionKey key = engine.register(channel, SelectionKey.OP_READ, new Idle());
        String socket = "socket:[" + inode() + "]";
        peer.shutdownOutput();
        channel.shutdownOutput();
        assertThat(isOpenInThisProcess(socket)).isTrue();
        engine.call(EngineTests.task(() -> {
            engine.closeEnded(key);
            assertThat(channel.isOpen()).as("while the selector has it").isTrue();
            return null;
        }));

        assertThat(channel.isOpen()).isFalse();
        assertThat(isOpenInThisProcess(socket)).isFalse();
        assertThat(peer.read(ByteBuffer.allocate(1))).as("the FIN").isEqualTo(-1);
    }

    @Test
    void what_has_ended_can_be_closed_by_the_handler_that_sees_the_end() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        SelectionKey key = engine.register(channel, SelectionKey.OP_READ, new Idle() {
            @Override
            public void ready(SelectionKey ready) throws IOException {
                assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
                channel.shutdownOutput();
                engine.closeEnded(ready);
                seen.countDown();
            }
        });
        peer.shutdownOutput();

        assertThat(seen.await(10, TimeUnit.SECONDS)).isTrue();
        engine.drain();
        assertThat(channel.isOpen()).isFalse();
        assertThat(key.isValid()).isFalse();
        assertThat(peer.read(ByteBuffer.allocate(1))).as("the FIN").isEqualTo(-1);
    }

    @Test
    void close_with_linger_0_has_sent_the_rst_when_the_call_returns() throws Exception {
        engine.register(channel, SelectionKey.OP_READ, new Idle());
        engine.call(EngineTests.task(() -> {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            engine.close(channel);
            return null;
        }));
        peer.configureBlocking(false);

        assertThatThrownBy(() -> peer.read(ByteBuffer.allocate(1))).hasMessage("Connection reset");
    }

    @Test
    void a_cancelled_channel_belongs_to_whoever_has_it() throws Exception {
        SelectionKey key = engine.register(channel, SelectionKey.OP_READ, new Idle());
        engine.call(EngineTests.task(() -> {
            engine.cancel(key);
            return null;
        }));
        channel.configureBlocking(true);
        peer.write(ByteBuffer.wrap(new byte[] {7}));

        ByteBuffer bytes = ByteBuffer.allocate(1);
        assertThat(channel.read(bytes)).isEqualTo(1);
        assertThat(bytes.get(0)).isEqualTo((byte) 7);
    }

    @Test
    void tells_whether_something_could_be_read_without_reading_it() throws Exception {
        SelectionKey key = engine.register(channel, 0, new Idle());
        assertThat(isReadable(key)).isFalse();
        peer.write(ByteBuffer.wrap(new byte[1]));

        assertThat(isReadable(key)).isTrue();
        assertThat(isReadable(key)).as("still").isTrue();
        assertThat(key.interestOps()).as("left as it was").isZero();
        channel.read(ByteBuffer.allocate(1));
        assertThat(isReadable(key)).isFalse();
        peer.close();
        assertThat(isReadable(key)).as("the FIN").isTrue();
    }

    @Test
    void drain_returns_when_everything_that_came_was_handed_over() throws Exception {
        AtomicInteger count = new AtomicInteger();
        engine.register(channel, SelectionKey.OP_READ, new Idle() {
            @Override
            public void ready(SelectionKey key) throws IOException {
                ByteBuffer one = ByteBuffer.allocate(1);
                count.addAndGet(channel.read(one));
            }
        });
        for (int i = 1; i <= 200; i++) {
            peer.write(ByteBuffer.wrap(new byte[5]));
            engine.drain();
            assertThat(count).hasValue(5 * i);
        }
    }

    private boolean isReadable(SelectionKey key) throws IOException {
        boolean[] readable = new boolean[1];
        engine.call(EngineTests.task(() -> readable[0] = engine.isReadable(key)));
        return readable[0];
    }

    /** Finds the socket of the channel in the kernel's table. */
    private String inode() throws IOException {
        InetSocketAddress remote = (InetSocketAddress) channel.getRemoteAddress();
        String ports = ":%04X 0100007F:%04X ".formatted(channel.socket().getLocalPort(), remote.getPort());
        for (String row : Files.readAllLines(Path.of("/proc/self/net/tcp"))) {
            if (row.contains(ports)) {
                return row.trim().split("\\s+")[9];
            }
        }
        throw new AssertionError("no row of the kernel has " + ports);
    }

    private static boolean isOpenInThisProcess(String socket) throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.anyMatch(descriptor -> {
                try {
                    return Files.readSymbolicLink(descriptor).toString().equals(socket);
                } catch (IOException e) {
                    return false; // closed by another test meanwhile
                }
            });
        }
    }

    private static class Idle implements Handler {

        @Override
        public void ready(SelectionKey key) throws IOException {}

        @Override
        public void failed(Throwable failure) {
            throw new AssertionError(failure);
        }
    }
}
