package io.github.loopline.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.tls.Trust;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A plain TLS client of the JDK that checks the host's name, for the other side of a fixture. */
final class TlsClient implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 10_000;

    private final Socket raw;
    private final SSLSocket socket;

    private TlsClient(Socket raw, SSLSocket socket) {
        this.raw = raw;
        this.socket = socket;
    }

    /** Connects, and has not shaken hands. */
    static TlsClient connect(InetSocketAddress address, Trust trust, Consumer<SSLParameters> settings)
            throws IOException {
        return connect(address, "localhost", trust, settings);
    }

    static TlsClient connect(InetSocketAddress address, String host, Trust trust, Consumer<SSLParameters> settings)
            throws IOException {
        Socket raw = new Socket();
        try {
            raw.connect(address);
            raw.setSoTimeout(TIMEOUT_MILLIS);
            SSLSocket socket =
                    (SSLSocket) trust.sslContext().getSocketFactory().createSocket(raw, host, address.getPort(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            settings.accept(parameters);
            socket.setSSLParameters(parameters);
            return new TlsClient(raw, socket);
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    static TlsClient connect(StreamServer server) throws IOException {
        return connect(server.address(), server.trust(), parameters -> {});
    }

    static TlsClient connect(StreamServer server, String protocol) throws IOException {
        return connect(
                server.address(), server.trust(), parameters -> parameters.setProtocols(new String[] {protocol}));
    }

    /** Connects to a server without a handler and exchanges something, so that hands are shaken on both sides. */
    static TlsClient talking(StreamServer server, String protocol) throws IOException {
        TlsClient client = connect(server, protocol);
        try {
            client.send("ping");
            server.connection(0).expect("ping").send("pong");
            assertThat(client.receive(4)).isEqualTo("pong");
            return client;
        } catch (Throwable e) {
            client.close();
            throw e;
        }
    }

    SSLSocket socket() {
        return socket;
    }

    Socket raw() {
        return raw;
    }

    TlsClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    TlsClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    String receive(int count) throws IOException {
        return new String(socket.getInputStream().readNBytes(count), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
