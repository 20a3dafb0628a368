package io.github.loopline.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.stream.TcpClientSpec;
import io.github.loopline.stream.TcpServerSpec;
import io.github.loopline.tls.TlsOptions;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Faults of a fixture act on clear text: a client of the JDK sees records that are right, and what is in them is not. */
class FaultsAboveTlsTests {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final Loopback net = Loopback.open();

    @AfterEach
    void close() {
        net.close();
    }

    private StreamServer echo() {
        return net.open(TcpServerSpec.create().tls(TlsOptions.create())).echo();
    }

    private static SSLSocket connect(StreamServer server) throws Exception {
        SSLSocket client =
                (SSLSocket) server.trust().sslContext().getSocketFactory().createSocket("127.0.0.1", server.port());
        client.setSoTimeout(10_000);
        return client;
    }

    private static String talk(SSLSocket client, String text, int answer) throws Exception {
        client.getOutputStream().write(text.getBytes());
        return new String(client.getInputStream().readNBytes(answer));
    }

    @Test
    void a_corrupted_byte_is_one_of_the_text_and_not_of_a_record() throws Exception {
        StreamServer server = echo();
        server.apply(StreamFault.corruptByte(2).toClient());
        try (SSLSocket client = connect(server)) {
            assertThat(talk(client, "hello", 5))
                    .startsWith("he")
                    .endsWith("lo")
                    .hasSize(5)
                    .isNotEqualTo("hello");
        }
        assertThat(server).connection(0).hasReceived("hello");
    }

    @Test
    void a_close_counts_bytes_of_the_text_and_ends_with_close_notify() throws Exception {
        StreamServer server = echo();
        server.apply(StreamFault.close().afterBytes(3).toClient());
        try (SSLSocket client = connect(server)) {
            assertThat(talk(client, "hello", 100)).isEqualTo("hel");
        }
        Engine.shared().drain(); // what the kernel took is told right after
        assertThat(server.connection(0).tls().closeNotifySent()).isTrue();
        assertThat(server.connection(0).sent()).asString().isEqualTo("hel");
    }

    @Test
    void a_reset_strikes_once_hands_are_shaken() throws Exception {
        StreamServer server = echo();
        server.apply(StreamFault.reset().afterBytes(3).toServer());
        try (SSLSocket client = connect(server)) {
            client.startHandshake();
            client.getOutputStream().write("hello".getBytes());

            assertThatThrownBy(() -> client.getInputStream().readAllBytes())
                    .isInstanceOf(SocketException.class)
                    .hasMessageStartingWith("Connection reset");
        }
    }

    @Test
    void a_freeze_lets_hands_be_shaken_and_holds_the_text() throws Exception {
        StreamServer server = echo();
        AppliedFault freeze = server.apply(StreamFault.freeze());
        try (SSLSocket client = connect(server)) {
            client.startHandshake();
            client.getOutputStream().write("hello".getBytes());
            client.setSoTimeout(200);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            client.setSoTimeout(10_000);

            freeze.close();
            assertThat(new String(client.getInputStream().readNBytes(5))).isEqualTo("hello");
        }
    }

    @Test
    void slices_are_records_of_their_own() throws Exception {
        StreamServer server = echo();
        server.apply(StreamFault.slice(2, Duration.ofMillis(5)).toClient());
        try (SSLSocket client = connect(server)) {
            client.getOutputStream().write("hello".getBytes());
            byte[] buffer = new byte[100];

            assertThat(client.getInputStream().read(buffer)).isEqualTo(2);
            assertThat(new String(client.getInputStream().readNBytes(3))).isEqualTo("llo");
        }
    }

    @Test
    void megabytes_pass_what_delays_them() throws Exception {
        StreamServer server = echo();
        server.apply(StreamFault.latency(Duration.ofMillis(20)));
        byte[] data = new byte[3_000_000];
        new Random(5).nextBytes(data);
        StreamClient client =
                net.open(TcpClientSpec.create().tls(TlsOptions.create())).connect(server);
        client.apply(StreamFault.slice(1000, Duration.ZERO));

        client.send(data);

        assertThat(Arrays.mismatch(client.receive(data.length), data)).isEqualTo(-1);
        assertThat(server).within(SOON).connection(0).hasReceivedBytes(data.length);
    }
}
