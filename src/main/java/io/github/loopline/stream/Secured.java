package io.github.loopline.stream;

import io.github.loopline.net.FixtureException;
import io.github.loopline.tls.TlsFacts;
import java.nio.charset.StandardCharsets;

/**
 * The verbs of an {@link Endpoint} that are of TLS alone. All others do with TLS what they do without.
 *
 * @param <S> the type that verbs return, for the next verb
 */
abstract class Secured<S extends Secured<S>> extends Receiving<S> {

    Secured() {}

    /**
     * Tell what is known of TLS so far.
     *
     * @return a snapshot, never null
     * @throws FixtureException if plain text is spoken
     */
    public TlsFacts tls() {
        TlsFacts facts = target().facts();
        if (facts == null) {
            throw new FixtureException(target() + " speaks plain text.");
        }
        return facts;
    }

    /**
     * Speak TLS from here on, where the peer has been told already, or begins: a client's side of STARTTLS. Does not wait: what is
     * sent later is sent when the handshake is done. A server that has sent its go-ahead before is too late if the client is quick.
     *
     * @return this
     * @throws FixtureException if TLS is not declared, or spoken already, or plain bytes are still to be sent, or the peer's hello was
     *     read as plain text
     */
    public S startTls() {
        return startTls("");
    }

    /**
     * Tell the peer to go ahead, and speak TLS from there on: a server's side of STARTTLS. Both at once, so that no record of an
     * eager peer is taken for plain text.
     *
     * @param goAhead the last that is sent in plain text, encoded as UTF-8, such as {@code "220 go ahead\r\n"}
     * @return this
     * @throws FixtureException if TLS is not declared, or spoken already, or plain bytes are still to be sent
     */
    public S startTls(String goAhead) {
        byte[] bytes = goAhead.getBytes(StandardCharsets.UTF_8);
        target().onEngine(io -> io.startTls(bytes));
        return self();
    }

    /**
     * Ask for new keys: by a KeyUpdate in TLS 1.3 (RFC 8446, section 4.6.3), by a new handshake in TLS 1.2 (RFC 5246, section
     * 7.4.1.1). Does not wait: what is sent later is sent with the new keys.
     *
     * <p>The peer answers of itself. If the connection is closed before its answer has come, its next write fails with "Broken
     * pipe", although it could still read: {@code shutdownOutput()} and {@code expectEnd()} let it end first.
     *
     * @return this
     * @throws FixtureException if plain text is spoken, or TLS has ended
     */
    public S rekey() {
        target().onEngine(StreamIo::rekey);
        return self();
    }

    /**
     * Send bytes beneath TLS, as they stand: between two records, where the peer expects one. They are not recorded as sent.
     *
     * @param bytes {@link io.github.loopline.tls.TlsRecords} has some
     * @return this
     * @throws FixtureException if plain text is spoken, or the peer is gone
     */
    public S sendBeneathTls(byte[] bytes) {
        byte[] copy = bytes.clone();
        target().onEngine(io -> io.sendBeneathTls(copy));
        return self();
    }

    /**
     * Close with FIN, and without the close_notify that TLS asks for before it, as an attacker would who cuts the stream. Does
     * nothing if it is closed.
     *
     * @throws FixtureException if plain text is spoken
     */
    public void closeWithoutCloseNotify() {
        target().closeWithoutNotify();
    }
}
