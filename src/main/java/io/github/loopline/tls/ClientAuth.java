package io.github.loopline.tls;

/**
 * Whether a server asks its clients for a certificate (mutual TLS; RFC 8446, 4.3.2). One that is shown has to be signed by the CA
 * of this JVM.
 *
 * @since 0.1
 */
public enum ClientAuth {
    /** It does not. */
    NONE,
    /** It does, and goes on without one. */
    WANTED,
    /** It does, and ends the handshake without one. */
    REQUIRED
}
