package io.github.loopline.tls;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * How a fixture speaks TLS: what {@code @Tls} says, for code. Immutable; each method gives a copy, and checks what it is given.
 *
 * @since 0.1
 */
public final class TlsOptions {

    private static final TlsOptions DEFAULTS = new TlsOptions(null);

    // written before anybody else sees the copy
    private @Nullable CertificateKind certificate;
    private List<String> names = List.of();
    private @Nullable Identity identity;
    private List<String> protocols = List.of();
    private List<String> ciphers = List.of();
    private List<String> alpn = List.of();
    private ClientAuth clientAuth = ClientAuth.NONE;
    private @Nullable String serverName;
    private @Nullable TlsFault fault;
    private boolean startTls;
    private boolean withoutCloseNotify;
    private @Nullable TlsTampering tampering;

    private TlsOptions(@Nullable TlsOptions from) {
        if (from != null) {
            certificate = from.certificate;
            names = from.names;
            identity = from.identity;
            protocols = from.protocols;
            ciphers = from.ciphers;
            alpn = from.alpn;
            clientAuth = from.clientAuth;
            serverName = from.serverName;
            fault = from.fault;
            startTls = from.startTls;
            withoutCloseNotify = from.withoutCloseNotify;
            tampering = from.tampering;
        }
    }

    private TlsOptions with(Consumer<TlsOptions> change) {
        TlsOptions copy = new TlsOptions(this);
        change.accept(copy);
        if (copy.identity != null && copy.certificate != null) {
            throw new IllegalArgumentException(
                    "certificate has no effect with a key store, which has one. Remove one of them.");
        }
        if (copy.identity != null && !copy.names.isEmpty()) {
            throw new IllegalArgumentException(
                    "names has no effect with a key store, whose certificate has names. Remove one of them.");
        }
        return copy;
    }

    /**
     * Speak TLS with all defaults: a valid certificate, the protocols and ciphers of the JDK, no ALPN, no client certificates.
     *
     * @return the options, never null
     */
    public static TlsOptions create() {
        return DEFAULTS;
    }

    /**
     * Say what is wrong with the certificate that is made.
     *
     * @param value the kind; {@link CertificateKind#VALID} unless set
     * @return a copy with it, never null
     */
    public TlsOptions certificate(CertificateKind value) {
        return with(copy -> copy.certificate = value);
    }

    /**
     * Say what the certificate that is made stands for; {@code localhost}, 127.0.0.1, ::1 and the fixture's address unless set.
     *
     * @param values DNS names and addresses in digits, one or more
     * @return a copy with them, never null
     * @throws IllegalArgumentException for a text that is no name
     */
    public TlsOptions names(String... values) {
        List<String> given = TlsNames.hosts(values);
        return with(copy -> copy.names = given);
    }

    /**
     * Show something else than a certificate that is made for the fixture.
     *
     * @param value the key and the chain
     * @return a copy with it, never null
     * @throws IllegalArgumentException if {@code certificate} or {@code names} is set
     */
    public TlsOptions identity(Identity value) {
        return with(copy -> copy.identity = value);
    }

    /**
     * Show what a key store has.
     *
     * @param file of type PKCS#12 or JKS, with one private key
     * @param password of the store and the key
     * @return a copy with it, never null
     * @throws IllegalArgumentException if it cannot be read or has no key, or {@code certificate} or {@code names} is set
     */
    public TlsOptions keyStore(Path file, String password) {
        return identity(Identity.load(file, password));
    }

    /**
     * Set the protocols that are spoken.
     *
     * @param values such as {@code TLSv1.3}, one or more; the JDK's unless set
     * @return a copy with them, never null
     * @throws IllegalArgumentException for one that the JDK does not know
     */
    public TlsOptions protocols(String... values) {
        List<String> given = TlsNames.protocols(values);
        return with(copy -> copy.protocols = given);
    }

    /**
     * Set the cipher suites that are spoken.
     *
     * @param values such as {@code TLS_AES_128_GCM_SHA256}, one or more; the JDK's unless set
     * @return a copy with them, never null
     * @throws IllegalArgumentException for one that the JDK does not know
     */
    public TlsOptions ciphers(String... values) {
        List<String> given = TlsNames.ciphers(values);
        return with(copy -> copy.ciphers = given);
    }

    /**
     * Set the application protocols that are negotiated (ALPN, RFC 7301). A server takes the first of its own that the client
     * offers too; it ends the handshake if there is none, and ignores ALPN unless this is set.
     *
     * @param values such as {@code h2}, one or more, of 1 to 255 bytes
     * @return a copy with them, never null
     * @throws IllegalArgumentException if there is none, or one is too long or empty
     */
    public TlsOptions alpn(String... values) {
        List<String> given = TlsNames.alpn(values);
        return with(copy -> copy.alpn = given);
    }

    /**
     * Set whether clients are asked for a certificate.
     *
     * @param value {@link ClientAuth#NONE} unless set
     * @return a copy with it, never null
     */
    public TlsOptions clientAuth(ClientAuth value) {
        return with(copy -> copy.clientAuth = value);
    }

    /**
     * Set what a client asks for (SNI, RFC 6066 section 3); nothing unless set. For clients only.
     *
     * @param value a DNS name
     * @return a copy with it, never null
     * @throws IllegalArgumentException for a text that is none
     */
    public TlsOptions serverName(String value) {
        String given = TlsNames.server(value);
        return with(copy -> copy.serverName = given);
    }

    /**
     * Do something wrong in each handshake.
     *
     * @param value what
     * @return a copy with it, never null
     */
    public TlsOptions fault(TlsFault value) {
        return with(copy -> copy.fault = value);
    }

    /**
     * Begin in plain text, and speak TLS from the step or the verb {@code startTls()} on (STARTTLS, such as RFC 3207).
     *
     * @return a copy that does, never null
     */
    public TlsOptions startTls() {
        return with(copy -> copy.startTls = true);
    }

    /**
     * End each connection without the close_notify that TLS asks for before FIN (RFC 8446, 6.1), as an attacker would who cuts the
     * stream.
     *
     * @return a copy that does, never null
     */
    public TlsOptions withoutCloseNotify() {
        return with(copy -> copy.withoutCloseNotify = true);
    }

    /**
     * Tell whether connections end without close_notify.
     *
     * @return whether {@link #withoutCloseNotify()} was called
     */
    public boolean endsWithoutCloseNotify() {
        return withoutCloseNotify;
    }

    /**
     * Do something to the bytes of each connection beneath TLS, or around its beginning.
     *
     * @param value what
     * @return a copy that does, never null
     */
    public TlsOptions tampering(TlsTampering value) {
        return with(copy -> copy.tampering = value);
    }

    /**
     * Give what is done to the bytes. Not for users.
     *
     * @return it, or null for nothing
     */
    public @Nullable TlsTampering tampering() {
        return tampering;
    }

    /**
     * Tell whether a connection begins in plain text.
     *
     * @return whether {@link #startTls()} was called
     */
    public boolean startsInPlainText() {
        return startTls;
    }

    /**
     * Refuse what has no effect in a role. Not for users.
     *
     * @param client which role
     * @return this
     * @throws IllegalArgumentException in one line
     */
    public TlsOptions check(boolean client) {
        if (client && clientAuth != ClientAuth.NONE) {
            throw new IllegalArgumentException(
                    "tls: clientAuth has no effect on a client, which is asked. Write it on the server.");
        }
        if (!client && serverName != null) {
            throw new IllegalArgumentException(
                    "tls: serverName has no effect on a server, which is asked. Write it on the client.");
        }
        return this;
    }

    @Nullable
    TlsFault fault() {
        return fault;
    }

    /** Gives what a client shows when it is asked, or null for nothing. */
    @Nullable
    Identity shownByClient() {
        return identity == null && certificate == null && names.isEmpty() ? null : shown("client");
    }

    /** Gives what is shown by a fixture that is reached by a host. */
    Identity shown(String... hosts) {
        Identity given = identity;
        if (given != null) {
            return given;
        }
        return Identity.shown(
                certificate == null ? CertificateKind.VALID : certificate, names.isEmpty() ? List.of(hosts) : names);
    }

    /** Sets on an engine's parameters what is set here. */
    void apply(SSLParameters parameters) {
        if (!protocols.isEmpty()) {
            parameters.setProtocols(protocols.toArray(new String[0]));
        }
        if (!ciphers.isEmpty()) {
            parameters.setCipherSuites(ciphers.toArray(new String[0]));
        }
        parameters.setApplicationProtocols(alpn.toArray(new String[0]));
        if (serverName != null) {
            parameters.setServerNames(List.of(new SNIHostName(serverName)));
        }
        parameters.setWantClientAuth(clientAuth == ClientAuth.WANTED);
        if (clientAuth == ClientAuth.REQUIRED) {
            parameters.setNeedClientAuth(true);
        }
    }

    /** List what is set, as {@code @Tls} would. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("TLS");
        append(text, "certificate", certificate);
        append(text, "names", names);
        append(
                text,
                "identity",
                identity == null ? null : identity.chain().get(0).getSubjectX500Principal());
        append(text, "protocols", protocols);
        append(text, "ciphers", ciphers);
        append(text, "alpn", alpn);
        append(text, "serverName", serverName);
        append(text, "fault", fault);
        append(text, "startTls", startTls ? true : null);
        append(text, "withoutCloseNotify", withoutCloseNotify ? true : null);
        append(text, "tampering", tampering);
        append(text, "clientAuth", clientAuth == ClientAuth.NONE ? null : clientAuth);
        return text.toString();
    }

    private static void append(StringBuilder text, String name, @Nullable Object value) {
        if (value != null && !value.equals(List.of())) {
            text.append(text.length() == 3 ? " " : ", ")
                    .append(name)
                    .append(" = ")
                    .append(value);
        }
    }
}
