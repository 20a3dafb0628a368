package io.github.loopline.examples.zoo;

import java.net.InetSocketAddress;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/** What a client is told: where its peer is, how long it may take, and whom it trusts (null: it speaks no TLS). */
public record Peer(String host, int port, Duration timeout, SSLContext ssl) {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** A peer that may take 2 s. */
    public static Peer at(InetSocketAddress address) {
        return new Peer(address.getAddress().getHostAddress(), address.getPort(), TIMEOUT, null);
    }

    /** The same peer by another name. */
    public Peer named(String name) {
        return new Peer(name, port, timeout, ssl);
    }

    /** The same peer, which may take so long. */
    public Peer within(int millis) {
        return new Peer(host, port, Duration.ofMillis(millis), ssl);
    }

    /** The same peer over TLS. */
    public Peer trusting(SSLContext context) {
        return new Peer(host, port, timeout, context);
    }

    /** Resolves its name now. */
    public InetSocketAddress address() {
        return new InetSocketAddress(host, port);
    }

    /** Gives how long it may take. */
    public int millis() {
        return (int) timeout.toMillis();
    }
}
