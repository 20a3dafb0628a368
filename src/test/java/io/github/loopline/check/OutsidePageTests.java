package io.github.loopline.check;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.loopline.internal.posix.Constants;
import io.github.loopline.internal.posix.NativeSocket;
import io.github.loopline.testkit.Background;
import io.github.loopline.testkit.Elsewhere;
import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Isolated;

/** What the guard sees of each way to connect is what the rows of its page say, on whatever JDK this runs. */
@Isolated
@EnabledOnOs(OS.LINUX)
class OutsidePageTests {

    private static final Path PAGE = Path.of("src/site/markdown/outside.md");

    private final Elsewhere elsewhere = new Elsewhere();
    private final Deque<Closeable> sockets = new ConcurrentLinkedDeque<>();

    /** Connects, and leaves open what it has put among the sockets. */
    @FunctionalInterface
    private interface Code {

        void connect(InetSocketAddress to) throws Exception;
    }

    /** What the page says, cell by cell. */
    private record Row(String refused, String open, String stack) {

        static Row of(String code) throws IOException {
            String line = Files.readAllLines(PAGE).stream()
                    .filter(each -> each.startsWith("| " + code + " |"))
                    .findFirst()
                    .orElseThrow();
            List<String> cells =
                    Arrays.stream(line.split("\\|")).map(String::strip).toList();
            return new Row(cells.get(2), cells.get(3), cells.get(4));
        }
    }

    @AfterEach
    void close() throws Exception {
        closeSockets();
        elsewhere.close();
    }

    private void closeSockets() throws IOException {
        for (Closeable each : sockets) {
            each.close();
        }
        sockets.clear();
    }

    private <S extends Closeable> S open(S socket) {
        sockets.add(socket);
        return socket;
    }

    @Test
    void socket() throws Exception {
        assertRow("`Socket`", to -> open(new Socket()).connect(to));
    }

    @Test
    void socket_without_proxy() throws Exception {
        assertRow(
                "`new Socket(Proxy.NO_PROXY)`",
                to -> open(new Socket(Proxy.NO_PROXY)).connect(to));
    }

    @Test
    void ssl_socket() throws Exception {
        assertRow(
                "`SSLSocket`",
                to -> open(SSLSocketFactory.getDefault().createSocket()).connect(to));
    }

    @Test
    void channel() throws Exception {
        assertRow("`SocketChannel`", to -> open(SocketChannel.open()).connect(to));
    }

    @Test
    void channel_that_does_not_block() throws Exception {
        assertRow("`SocketChannel` that does not block", to -> {
            SocketChannel channel = open(SocketChannel.open());
            channel.configureBlocking(false);
            channel.connect(to);
        });
    }

    @Test
    void adaptor() throws Exception {
        assertRow(
                "`SocketChannel.socket()`",
                to -> open(SocketChannel.open()).socket().connect(to, 10_000));
    }

    @Test
    void asynchronous_channel() throws Exception {
        assertRow(
                "`AsynchronousSocketChannel`",
                to -> open(AsynchronousSocketChannel.open()).connect(to).get(10, TimeUnit.SECONDS));
    }

    @Test
    void url() throws Exception {
        assertRow("`URL`", to -> get((HttpURLConnection) url(to).toURL().openConnection()));
    }

    @Test
    void url_without_proxy() throws Exception {
        assertRow(
                "`URL.openConnection(Proxy.NO_PROXY)`",
                to -> get((HttpURLConnection) url(to).toURL().openConnection(Proxy.NO_PROXY)));
    }

    private static URI url(InetSocketAddress to) {
        return URI.create("http://" + to.getAddress().getHostAddress() + ":" + to.getPort() + "/");
    }

    private static void get(HttpURLConnection connection) throws IOException {
        connection.setConnectTimeout(2_000);
        connection.setReadTimeout(300);
        connection.getInputStream().close();
    }

    @Test
    void http_client() throws Exception {
        assertRow("`HttpClient`", to -> get(HttpClient.newHttpClient(), to));
    }

    @Test
    void http_client_without_proxy() throws Exception {
        assertRow(
                "`HttpClient` with a `proxy` of its own, or from before the test",
                to -> get(
                        HttpClient.newBuilder()
                                .proxy(HttpClient.Builder.NO_PROXY)
                                .build(),
                        to));
    }

    private void get(HttpClient client, InetSocketAddress to) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(url(to)).build();
        Future<?> answer = client.sendAsync(request, BodyHandlers.discarding());
        open(() -> answer.cancel(true));
        answer.get(100, TimeUnit.MILLISECONDS);
    }

    @Test
    void datagram_socket() throws Exception {
        assertRow("`DatagramSocket.connect`", to -> open(new DatagramSocket()).connect(to));
    }

    @Test
    void multicast_socket() throws Exception {
        assertRow("`MulticastSocket.connect`", to -> open(new MulticastSocket()).connect(to));
    }

    @Test
    void datagram_channel() throws Exception {
        assertRow(
                "`DatagramChannel.connect`", to -> open(DatagramChannel.open()).connect(to));
    }

    @Test
    void datagrams_of_a_socket_that_is_not_connected() throws Exception {
        byte[] data = "x".getBytes(US_ASCII);
        String code = "`DatagramSocket.send`, `MulticastSocket.send`, `DatagramChannel.send`, not connected";
        assertRow(code, to -> open(new DatagramSocket()).send(new DatagramPacket(data, 1, to)));
        assertRow(code, to -> open(new MulticastSocket()).send(new DatagramPacket(data, 1, to)));
        assertRow(code, to -> open(DatagramChannel.open()).send(ByteBuffer.wrap(data), to));
    }

    @Test
    void native_sockets() throws Exception {
        for (int type : new int[] {Constants.SOCK_STREAM, Constants.SOCK_DGRAM}) {
            assertRow("a socket of native code, TCP or connected UDP", to -> {
                NativeSocket socket = NativeSocket.open(Constants.AF_INET, type, 0);
                open(socket::close);
                socket.connect(to);
            });
        }
    }

    @Test
    void names() throws Exception {
        assertRow("`InetAddress.getByName`", to -> {
            InetAddress found = InetAddress.getByName(to.getAddress().getHostAddress());
            assertThat(found).isEqualTo(to.getAddress());
        });
    }

    @Test
    void accepted_connections() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, Elsewhere.address());
                Socket client = new Socket()) {
            InetSocketAddress address = (InetSocketAddress) server.getLocalSocketAddress();
            client.connect(address);
            assertTold(Row.of("`ServerSocket.accept` and the like"), Row::open, address, to -> open(server.accept()));
        }
    }

    @Test
    void virtual_threads() throws Exception {
        assumeTrue(Runtime.version().feature() >= 21, "virtual threads came with JDK 21");
        assertRow(
                "`Socket` on a virtual thread",
                to -> onVirtualThread(() -> open(new Socket()).connect(to)));
        assertRow(
                "`SocketChannel` on a virtual thread",
                to -> onVirtualThread(() -> open(SocketChannel.open()).connect(to)));
    }

    private static void onVirtualThread(Connect code) throws Exception {
        Exception[] failure = new Exception[1];
        Runnable task = () -> failure[0] = (Exception) catchThrowable(code::run);
        Thread thread = (Thread)
                Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
        thread.join(10_000);
        if (failure[0] != null) {
            throw failure[0];
        }
    }

    @FunctionalInterface
    private interface Connect {

        void run() throws Exception;
    }

    private void assertRow(String name, Code code) throws Exception {
        Row row = Row.of(name);
        assertTold(row, Row::refused, Elsewhere.refusing(), code);
        assertTold(row, Row::open, elsewhere.silent(), code);
        if (row.stack().equals("while it connects")) {
            assertStackWhileItConnects(code);
        }
    }

    private void assertTold(Row row, Function<Row, String> cell, InetSocketAddress to, Code code) throws Exception {
        OutsideGuard guard = OutsideGuard.open();
        try {
            connect(code, to);
        } finally {
            guard.close();
            closeSockets();
        }
        String message = message(guard);
        String address = to.getAddress().getHostAddress() + ":" + to.getPort();
        switch (cell.apply(row)) {
            case "told" ->
                assertThat(message)
                        .startsWith("The code under test must connect to loopback only but connected to:\n  ")
                        .contains("P to " + address + ", an address of this machine");
            case "perhaps", "-" -> assertThat(row.stack()).isNotEqualTo("always");
            default -> assertThat(message).isEmpty();
        }
        if (row.stack().equals("always")) {
            assertThat(message).contains(", by thread [").contains(OutsidePageTests.class.getName());
        } else if (row.stack().equals("no")) {
            assertThat(message).doesNotContain("thread");
        }
    }

    private static void connect(Code code, InetSocketAddress to) throws Exception {
        try {
            code.connect(to);
        } catch (IOException | ExecutionException | TimeoutException e) {
            // refused, or no answer, as it should be
        }
    }

    private static String message(OutsideGuard guard) {
        Throwable failure = catchThrowable(guard::verify);
        return failure == null ? "" : failure.getMessage();
    }

    private void assertStackWhileItConnects(Code code) throws Exception {
        InetSocketAddress full = elsewhere.full();
        try (OutsideGuard guard = OutsideGuard.open()) {
            Background<?> call = Background.call(() -> {
                connect(code, full);
                return null;
            });
            await().pollInterval(Duration.ofMillis(5))
                    .until(() -> !message(guard).isEmpty());
            assertThat(message(guard))
                    .contains(", by thread [background]\n    at ")
                    .contains(OutsidePageTests.class.getName());
            closeSockets();
            elsewhere.close();
            call.result();
        }
    }
}
