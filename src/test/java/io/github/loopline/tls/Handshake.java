package io.github.loopline.tls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** A handshake of the JDK's own client and server without a socket between them. */
final class Handshake {

    private static final int MOST_STEPS = 100;

    private Handshake() {}

    /** Makes a client that checks the host's name as HTTPS does (RFC 9110, 4.3.4). */
    static SSLEngine client(SSLContext context, String host) {
        SSLEngine client = context.createSSLEngine(host, 443);
        client.setUseClientMode(true);
        SSLParameters parameters = client.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        client.setSSLParameters(parameters);
        return client;
    }

    /** Shakes hands to the end, or throws what the side that fails first throws. */
    static void between(SSLEngine client, SSLEngine server) throws SSLException {
        ByteBuffer toServer = ByteBuffer.allocate(100_000);
        ByteBuffer toClient = ByteBuffer.allocate(100_000);
        client.beginHandshake();
        server.beginHandshake();
        for (int i = 0; i < MOST_STEPS && (isBusy(client) || isBusy(server)); i++) {
            step(client, toClient, toServer);
            step(server, toServer, toClient);
        }
    }

    private static boolean isBusy(SSLEngine engine) {
        return engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING;
    }

    private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> {
                for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                    task.run();
                }
            }
            case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), out);
            default -> {
                in.flip();
                if (in.hasRemaining()) {
                    engine.unwrap(in, ByteBuffer.allocate(20_000));
                }
                in.compact();
            }
        }
    }
}
