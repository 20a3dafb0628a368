package io.github.loopline.internal.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.internal.engine.Task;
import io.github.loopline.junit.EnabledIfSocket;
import io.github.loopline.net.AbstractUnixAddress;
import io.github.loopline.net.Family;
import io.github.loopline.net.SocketType;
import io.github.loopline.net.UnnamedUnixAddress;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@EnabledIfSocket(family = Family.UNIX, type = SocketType.DGRAM)
class PollEngineTests {

    @Test
    void a_registered_socket_is_read_on_the_poll_thread() throws Exception {
        PollEngine engine = PollEngine.shared();
        NativeSocket receiver = bound();
        BlockingQueue<String> got = new LinkedBlockingQueue<>();
        PollKey key = engine.register(receiver, Constants.POLLIN, reader(engine, got));

        try (NativeSocket sender = NativeSocket.open(Constants.AF_UNIX, Constants.SOCK_DGRAM, 0)) {
            for (int i = 0; i < 5; i++) {
                assertThat(sender.send(text("PING " + i), receiver.localAddress()))
                        .isEqualTo(6);
                assertThat(got.poll(5, TimeUnit.SECONDS)).isEqualTo("PING " + i + " from an unnamed socket on true");
            }
        } finally {
            close(engine, key);
        }
    }

    @Test
    void a_close_on_the_poll_thread_frees_the_name_before_it_returns() throws Exception {
        PollEngine engine = PollEngine.shared();
        NativeSocket receiver = bound();
        SocketAddress name = receiver.localAddress();
        PollKey key = engine.register(receiver, Constants.POLLIN, reader(engine, new LinkedBlockingQueue<>()));

        close(engine, key);

        try (NativeSocket next = NativeSocket.open(Constants.AF_UNIX, Constants.SOCK_DGRAM, 0)) {
            next.bind(name);
            assertThat(next.localAddress()).isEqualTo(name).isInstanceOf(AbstractUnixAddress.class);
        }
        assertThatThrownBy(receiver::localAddress)
                .isInstanceOf(ErrnoException.class)
                .hasMessage("Bad file descriptor (EBADF, errno 9)");
    }

    @Test
    void a_handler_that_fails_twice_disturbs_nobody_else() throws Exception {
        PollEngine engine = PollEngine.shared();
        BlockingQueue<String> got = new LinkedBlockingQueue<>();
        NativeSocket broken = bound();
        NativeSocket other = bound();
        PollKey bad = engine.register(broken, Constants.POLLIN, new PollHandler() {
            @Override
            public void ready(PollKey key, int events) {
                throw new IllegalStateException("first");
            }

            @Override
            public void failed(Throwable failure) {
                got.add(failure.getMessage());
                throw new IllegalStateException("second");
            }
        });
        PollKey good = engine.register(other, Constants.POLLIN, reader(engine, got));

        try (NativeSocket sender = NativeSocket.open(Constants.AF_UNIX, Constants.SOCK_DGRAM, 0)) {
            sender.send(text("x"), broken.localAddress());
            assertThat(got.poll(5, TimeUnit.SECONDS)).isEqualTo("first");
            sender.send(text("y"), other.localAddress());
            assertThat(got.poll(5, TimeUnit.SECONDS)).startsWith("y");
            assertThat(got).isEmpty();
        } finally {
            close(engine, bad);
            close(engine, good);
        }
    }

    @Test
    void closing_one_of_many_leaves_the_others_watched() throws Exception {
        PollEngine engine = PollEngine.shared();
        BlockingQueue<String> got = new LinkedBlockingQueue<>();
        NativeSocket[] sockets = new NativeSocket[100];
        PollKey[] keys = new PollKey[sockets.length];
        for (int i = 0; i < sockets.length; i++) {
            sockets[i] = bound();
            keys[i] = engine.register(sockets[i], Constants.POLLIN, reader(engine, got));
        }
        SocketAddress last = sockets[99].localAddress();

        for (int i = 0; i < 99; i++) {
            close(engine, keys[i]);
        }

        try (NativeSocket sender = NativeSocket.open(Constants.AF_UNIX, Constants.SOCK_DGRAM, 0)) {
            sender.send(text("still"), last);
            assertThat(got.poll(5, TimeUnit.SECONDS)).startsWith("still");
        } finally {
            close(engine, keys[99]);
        }
    }

    private static NativeSocket bound() throws IOException {
        NativeSocket socket = NativeSocket.open(Constants.AF_UNIX, Constants.SOCK_DGRAM, 0);
        socket.bind(UnnamedUnixAddress.INSTANCE);
        return socket;
    }

    private static PollHandler reader(PollEngine engine, BlockingQueue<String> got) {
        return new PollHandler() {
            @Override
            public void ready(PollKey key, int events) throws IOException {
                ByteBuffer data = engine.scratch();
                Incoming in = Objects.requireNonNull(key.socket().receive(data));
                got.add(StandardCharsets.UTF_8.decode(data.flip()) + " from " + in.sender() + " on "
                        + engine.isCurrent());
            }

            @Override
            public void failed(Throwable failure) {
                got.add(failure.toString());
            }
        };
    }

    private static ByteBuffer text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    private static void close(PollEngine engine, PollKey key) throws IOException {
        engine.call(new Task() {
            @Override
            protected void run() {
                engine.close(key);
            }
        });
    }
}
