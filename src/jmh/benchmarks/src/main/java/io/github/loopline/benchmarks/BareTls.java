package io.github.loopline.benchmarks;

import io.github.loopline.tls.CertificateKind;
import io.github.loopline.tls.Identity;
import io.github.loopline.tls.Trust;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** The few lines of {@code SSLSocket} that floors and clients of TLS are made of. */
final class BareTls {

    private static final int BUFFER = 1 << 16;
    private static final SSLContext SERVERS =
            Trust.authority().presenting(Identity.issue(CertificateKind.VALID)).sslContext();
    private static final SSLContext CLIENTS = Trust.authority().sslContext();

    private BareTls() {}

    static ServerSocket listen() throws IOException {
        return SERVERS.getServerSocketFactory().createServerSocket(0, Bare.BACKLOG, Bare.LOOPBACK);
    }

    /** A client of which every connection after the first resumes. */
    static SSLSocket connect(SocketAddress server) throws IOException {
        return connect(CLIENTS, server);
    }

    /** A client that has not been there before. */
    static SSLSocket connectAnew(SocketAddress server) throws IOException {
        return connect(Trust.authority().sslContext(), server);
    }

    private static SSLSocket connect(SSLContext context, SocketAddress server) throws IOException {
        Socket socket = Bare.connect(server);
        return (SSLSocket) context.getSocketFactory()
                .createSocket(socket, "localhost", ((InetSocketAddress) server).getPort(), true);
    }

    /** Echoes one connection after the other, until the listener is closed. */
    static void echo(ServerSocket listener) throws IOException {
        byte[] buffer = new byte[BUFFER];
        while (!listener.isClosed()) {
            Socket accepted;
            try {
                accepted = listener.accept();
            } catch (IOException closed) {
                return;
            }
            try (Socket socket = accepted) {
                socket.setTcpNoDelay(true);
                InputStream in = socket.getInputStream();
                OutputStream out = socket.getOutputStream();
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    out.write(buffer, 0, n);
                }
            }
        }
    }
}
