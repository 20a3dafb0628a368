package io.github.loopline.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Options;
import io.github.loopline.internal.Draws;
import io.github.loopline.internal.posix.Constants;
import io.github.loopline.internal.posix.Incoming;
import io.github.loopline.internal.posix.NativeSocket;
import io.github.loopline.net.UnnamedUnixAddress;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** Plain Unix datagram sockets, with a link between: none of them is a fixture, and each call is one of the kernel. */
final class UnixEnds implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 10_000;

    final Loopback net;
    final DatagramLink link;
    final Path folder = Files.createTempDirectory(Path.of("/tmp"), "e");
    final Plain server = socket("server");
    final Plain client = socket("client");

    UnixEnds(long seed) throws IOException {
        net = Loopback.open(Options.NONE, Draws.of(seed));
        link = net.unixDatagramLink().to(server.address());
    }

    /** What came, and from whom. */
    record Got(String text, SocketAddress sender) {}

    /** A socket that is bound to a path, or to none. */
    static final class Plain implements AutoCloseable {

        private final NativeSocket socket;
        private final SocketAddress address;

        Plain(@Nullable Path path) throws IOException {
            socket = NativeSocket.open(Constants.AF_UNIX, Constants.SOCK_DGRAM, 0);
            address = path == null ? UnnamedUnixAddress.INSTANCE : UnixDomainSocketAddress.of(path);
            if (path != null) {
                socket.bind(address);
            }
        }

        SocketAddress address() {
            return address;
        }

        Plain connect(SocketAddress to) throws IOException {
            socket.connect(to);
            return this;
        }

        /** Sends; false if there is no room. */
        boolean send(String text, @Nullable SocketAddress to) throws IOException {
            byte[] data = text.getBytes(StandardCharsets.ISO_8859_1);
            return socket.send(ByteBuffer.allocateDirect(data.length).put(data).flip(), to) >= 0;
        }

        /** Sends as soon as there is room. */
        void sendPatiently(String text, SocketAddress to) throws IOException {
            long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
            while (!send(text, to)) {
                assertThat(System.nanoTime()).as("no room").isLessThan(end);
                Thread.yield();
            }
        }

        /** Waits so long for room at whom it is connected to. */
        boolean hasRoom(int millis) throws IOException {
            return (socket.await(Constants.POLLOUT, millis) & Constants.POLLOUT) != 0;
        }

        boolean hears(int millis) throws IOException {
            return socket.await(Constants.POLLIN, millis) != 0;
        }

        Got receive() throws IOException {
            assertThat(hears(PATIENCE_MILLIS)).as("something comes").isTrue();
            ByteBuffer data = ByteBuffer.allocateDirect(1 << 18);
            Incoming in = socket.receive(data);
            assertThat(in).isNotNull();
            return new Got(StandardCharsets.ISO_8859_1.decode(data.flip()).toString(), in.sender());
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    Plain socket(@Nullable String name) throws IOException {
        return new Plain(name == null ? null : folder.resolve(name));
    }

    UnixEnds ask(String... texts) throws IOException {
        for (String text : texts) {
            client.sendPatiently(text, link.path());
        }
        return this;
    }

    /** Receives at the server. */
    String served(int count) throws IOException {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < count; i++) {
            all.append(i == 0 ? "" : " ").append(server.receive().text());
        }
        return all.toString();
    }

    /** Asks, and lets the server answer the flow that it sees. */
    SocketAddress met() throws IOException {
        ask("question");
        return server.receive().sender();
    }

    @Override
    public void close() throws IOException {
        client.close();
        server.close();
        net.close();
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
