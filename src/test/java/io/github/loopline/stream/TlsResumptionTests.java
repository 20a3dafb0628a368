package io.github.loopline.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.Loopback;
import io.github.loopline.fault.Direction;
import io.github.loopline.link.StreamLink;
import io.github.loopline.link.TcpLinkSpec;
import io.github.loopline.tls.TlsOptions;
import java.io.DataInputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions that are resumed, and data that comes before a handshake is done: neither gets into a recording as anything else. */
class TlsResumptionTests {

    private static final Duration SOON = Duration.ofSeconds(10);

    /** The extension early_data (RFC 8446, 4.2.10), empty. */
    private static final byte[] EARLY_DATA = {0, 42, 0, 0};

    /** The header of a record of 32 encrypted bytes. */
    private static final byte[] CIPHERTEXT = {23, 3, 3, 0, 32};

    private final Loopback net = Loopback.open();

    @AfterEach
    void close() {
        net.close();
    }

    private StreamServer server(String... protocols) {
        TlsOptions tls = TlsOptions.create();
        return net.open(TcpServerSpec.create().tls(protocols.length == 0 ? tls : tls.protocols(protocols)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void a_resumed_session_is_recorded_as_a_new_one_is(String protocol) throws Exception {
        StreamServer server = server(protocol).echo();
        StreamLink link = net.open(TcpLinkSpec.create()).to(server);
        SSLContext context = server.trust().sslContext();
        long first = echo(context, link, "hello");
        long second = echo(context, link, "again");

        assertThat(second).as("when the session was made").isEqualTo(first);
        assertThat(bytesToClient(link, 1)).isLessThan(bytesToClient(link, 0) - 400); // no certificates
        assertThat(server).connection(0).hasReceived("hello").tls().hasProtocol(protocol);
        assertThat(server).connection(1).hasReceived("again").tls().hasProtocol(protocol);
        assertThat(server).within(SOON).connection(1).tls().hasEndedWithCloseNotify();
        assertThat(server.connection(1).sent()).asString().isEqualTo("again");
    }

    /** Exchanges a text and tells when the session was made. */
    private static long echo(SSLContext context, StreamLink link, String text) throws Exception {
        try (SSLSocket client = (SSLSocket) context.getSocketFactory().createSocket("localhost", link.port())) {
            client.setSoTimeout(10_000);
            client.getOutputStream().write(text.getBytes());
            assertThat(client.getInputStream().readNBytes(text.length()))
                    .asString()
                    .isEqualTo(text);
            return client.getSession().getCreationTime();
        }
    }

    private static long bytesToClient(StreamLink link, int index) {
        return link.connection(index).traffic(Direction.TO_CLIENT).passed();
    }

    @Test
    void a_hello_that_announces_early_data_is_answered_as_any_other() throws Exception {
        StreamServer server = server();
        try (Socket client = connect(server)) {
            client.getOutputStream().write(helloWithEarlyData());

            DataInputStream answer = new DataInputStream(client.getInputStream());
            assertThat(answer.readUnsignedByte())
                    .as("a record of the handshake")
                    .isEqualTo(22);
            answer.skipBytes(4);
            assertThat(answer.readUnsignedByte()).as("ServerHello").isEqualTo(2);
        }
        assertThat(server).within(SOON).connection(0).hasEnded();
        assertThat(server).connection(0).hasReceivedNothing();
    }

    @Test
    void early_data_is_refused_and_not_recorded() throws Exception {
        StreamServer server = server();
        try (Socket client = connect(server)) {
            client.getOutputStream().write(helloWithEarlyData());
            client.getOutputStream().write(Arrays.copyOf(CIPHERTEXT, CIPHERTEXT.length + 32));

            assertThat(server).within(SOON).connection(0).tls().hasFailed();
        }
        assertThat(server).connection(0).hasReceivedNothing();
        try (TlsClient next = TlsClient.connect(server)) {
            next.send("hello");
            assertThat(server).within(SOON).connection(1).hasReceived("hello");
        }
    }

    private static Socket connect(StreamServer server) throws Exception {
        Socket client = new Socket(server.address().getAddress(), server.port());
        client.setSoTimeout(10_000);
        return client;
    }

    /** The JDK has no early data, so its hello gets the extension by hand. */
    private static byte[] helloWithEarlyData() throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize() + EARLY_DATA.length);
        engine.wrap(ByteBuffer.allocate(0), record);
        record.put(EARLY_DATA).flip();
        record.putShort(3, (short) (record.limit() - 5)); // of the record
        record.putShort(7, (short) (record.limit() - 9)); // of the message; its first byte is 0
        int sessionId = 9 + 2 + 32;
        int ciphers = sessionId + 1 + record.get(sessionId);
        int compressions = ciphers + 2 + record.getShort(ciphers);
        int extensions = compressions + 1 + record.get(compressions);
        record.putShort(extensions, (short) (record.limit() - extensions - 2));
        byte[] hello = new byte[record.remaining()];
        record.get(hello);
        return hello;
    }
}
