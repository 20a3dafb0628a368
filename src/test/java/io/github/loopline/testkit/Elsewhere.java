package io.github.loopline.testkit;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;

/**
 * Peers at an address of this machine that is not on loopback, as all others are to whoever looks at addresses, and that no packet has to
 * leave the machine for. A machine without such an address skips the test.
 */
public final class Elsewhere implements AutoCloseable {

    private static final int CONNECT_MILLIS = 150;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    /** Gives an address of this machine, one of IPv4 if there is any. */
    public static InetAddress address() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(each -> !each.isLoopbackAddress() && !each.isLinkLocalAddress())
                    .min(Comparator.comparing(each -> !(each instanceof Inet4Address)))
                    .orElseGet(() -> abort("no address but loopback on this machine"));
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where nobody listens: the port of a service that no machine has any more (RFC 1078). */
    public static InetSocketAddress refusing() {
        return new InetSocketAddress(address(), 1);
    }

    /** Connects to another machine, and skips the test if this one has no route to it. */
    public static void assumeRoute(Connect code) {
        try {
            code.run();
        } catch (IOException e) {
            abort("no route to another machine: " + e.getMessage());
        }
    }

    /** Connects. */
    @FunctionalInterface
    public interface Connect {

        void run() throws IOException;
    }

    /** Whose connections are open, and nothing comes. */
    public InetSocketAddress silent() throws IOException {
        return listening(50);
    }

    /** Whose queue is full, so that connects hang. */
    public InetSocketAddress full() throws IOException {
        InetSocketAddress server = listening(1);
        while (connects(server)) {
            // until one hangs
        }
        return server;
    }

    private InetSocketAddress listening(int backlog) throws IOException {
        ServerSocket server = new ServerSocket(0, backlog, address());
        open.push(server);
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    private boolean connects(InetSocketAddress server) throws IOException {
        Socket filler = new Socket();
        open.push(filler);
        try {
            filler.connect(server, CONNECT_MILLIS);
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        open.clear();
    }
}
