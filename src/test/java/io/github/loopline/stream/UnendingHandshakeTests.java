package io.github.loopline.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.End;
import io.github.loopline.tls.TlsFault;
import io.github.loopline.tls.TlsOptions;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Handshakes that never end cost no thread, keep nobody else waiting, and leave nothing behind. */
class UnendingHandshakeTests {

    private static final int COUNT = 200;

    private final Loopback net = Loopback.open();
    private final List<Socket> clients = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        net.close();
        for (Socket client : clients) {
            client.close();
        }
    }

    /** Makes what a client of the JDK says first. */
    private static byte[] hello(StreamServer server) throws Exception {
        SSLEngine engine = server.trust().sslContext().createSSLEngine();
        engine.setUseClientMode(true);
        engine.beginHandshake();
        ByteBuffer record = ByteBuffer.allocate(64 * 1024);
        engine.wrap(ByteBuffer.allocate(0), record);
        return Arrays.copyOf(record.array(), record.position());
    }

    /** Connects many that say nothing, a header, a part, or all of a hello, and then nothing more. */
    private void connect(StreamServer server) throws Exception {
        byte[] hello = hello(server);
        int[] lengths = {0, 5, 60, hello.length};
        for (int i = 0; i < COUNT; i++) {
            Socket client = new Socket("127.0.0.1", server.port());
            clients.add(client);
            client.setSoTimeout(10_000);
            client.getOutputStream().write(hello, 0, lengths[i % lengths.length]);
        }
        server.connection(COUNT - 1);
    }

    private static List<String> threadsOf(StreamServer server) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains(":" + server.port()))
                .toList();
    }

    private void seeTheEnd() throws IOException {
        byte[] buffer = new byte[16 * 1024];
        for (Socket client : clients) {
            try {
                int count = client.getInputStream().read(buffer);
                while (count >= 0) {
                    count = client.getInputStream().read(buffer);
                }
            } catch (SocketException reset) {
                assertThat(reset).hasMessageStartingWith("Connection reset"); // something was unread
            }
        }
    }

    @Test
    void of_clients() throws Exception {
        StreamServer server = net.open(TcpServerSpec.create().tls(TlsOptions.create()))
                .handle(connection -> connection.send(connection.receive(4)).expectEnd());
        connect(server);

        assertThat(threadsOf(server)).isEmpty();
        try (TlsClient client = TlsClient.connect(server)) {
            assertThat(client.send("ping").receive(4)).isEqualTo("ping");
        }
        assertThat(server).within(Duration.ofSeconds(10)).connection(COUNT).hasEndedByFin();
        net.close();

        seeTheEnd();
        assertThat(server.connections()).extracting(Connection::end).doesNotContain(End.OPEN);
        assertThat(threadsOf(server)).isEmpty();
    }

    @Test
    void of_the_server() throws Exception {
        StreamServer server =
                net.open(TcpServerSpec.create().tls(TlsOptions.create().fault(TlsFault.MUTE_AFTER_HELLO)));
        connect(server);
        assertThat(threadsOf(server)).isEmpty();

        server.stop();

        seeTheEnd();
        assertThat(server.connections()).extracting(Connection::end).doesNotContain(End.OPEN);
    }

    @Test
    void that_clients_give_up() throws Exception {
        StreamServer server =
                net.open(TcpServerSpec.create().tls(TlsOptions.create())).echo();
        connect(server);
        for (Socket client : clients) {
            client.close();
        }

        for (int i = 0; i < COUNT; i++) {
            assertThat(server).within(Duration.ofSeconds(10)).connection(i).hasEnded();
        }
    }
}
