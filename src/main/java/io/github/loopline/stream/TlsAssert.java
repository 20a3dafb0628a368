package io.github.loopline.stream;

import io.github.loopline.fixture.Failure;
import io.github.loopline.fixture.FixtureAssert;
import io.github.loopline.tls.TlsFacts;
import io.github.loopline.trace.EventLog;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on TLS of a connection: {@code assertThat(server).connection(0).tls().hasProtocol("TLSv1.3")}. Behind {@code within}
 * they wait.
 *
 * @param <A> the type of what is asserted
 * @since 0.1
 */
public class TlsAssert<A> extends FixtureAssert<TlsAssert<A>, A> {

    private final @Nullable Object subject;
    private final Supplier<TlsSide> side;
    private final EventLog log;

    /**
     * Create an assertion; {@code assertThat(connection).tls()} does.
     *
     * @param actual what has the side
     * @param subject names the side in messages; null only if nothing is asserted, since {@code actual} is missing
     * @param side gives it as it stands, asked under the lock of the log
     * @param log whose events can change it
     */
    public TlsAssert(A actual, @Nullable Object subject, Supplier<TlsSide> side, EventLog log) {
        super(actual, TlsAssert.class);
        this.subject = subject;
        this.side = side;
        this.log = log;
    }

    @Override
    protected String subject() {
        return String.valueOf(subject);
    }

    @Override
    protected EventLog log() {
        return log;
    }

    /**
     * Verify which protocol was negotiated.
     *
     * @param protocol such as {@code TLSv1.3}
     * @return this
     * @throws AssertionError if it was another, or the handshake is not done
     */
    public TlsAssert<A> hasProtocol(String protocol) {
        return has("the protocol", protocol, TlsFacts::protocol);
    }

    /**
     * Verify which cipher suite was negotiated.
     *
     * @param cipher such as {@code TLS_AES_256_GCM_SHA384}
     * @return this
     * @throws AssertionError if it was another, or the handshake is not done
     */
    public TlsAssert<A> hasCipher(String cipher) {
        return has("the cipher", cipher, TlsFacts::cipher);
    }

    /**
     * Verify which host the client asked for (SNI, RFC 6066 section 3).
     *
     * @param name a DNS name
     * @return this
     * @throws AssertionError if it was another or none
     */
    public TlsAssert<A> hasServerName(String name) {
        return has("the server name", name, TlsFacts::serverName);
    }

    /**
     * Verify which application protocol was negotiated (ALPN, RFC 7301).
     *
     * @param protocol such as {@code h2}
     * @return this
     * @throws AssertionError if it was another or none
     */
    public TlsAssert<A> hasApplicationProtocol(String protocol) {
        return has("the application protocol", protocol, TlsFacts::applicationProtocol);
    }

    /**
     * Verify whom the peer's certificate is for.
     *
     * @param subject a distinguished name as the JDK writes it, such as {@code CN=client}
     * @return this
     * @throws AssertionError if it is for another, or none was shown
     */
    public TlsAssert<A> hasPeerSubject(String subject) {
        return has("the peer's subject", subject, facts -> {
            boolean shown = !facts.peerCertificates().isEmpty();
            return shown
                    ? facts.peerCertificates().get(0).getSubjectX500Principal().toString()
                    : null;
        });
    }

    /**
     * Verify that the peer has said that nothing more comes (close_notify; RFC 8446, 6.1).
     *
     * @return this
     * @throws AssertionError if it has not
     */
    public TlsAssert<A> hasEndedWithCloseNotify() {
        return is("to have ended with close_notify", one -> one.known().closeNotifyReceived());
    }

    /**
     * Verify that the peer has ended the stream without close_notify, as an attacker can.
     *
     * @return this
     * @throws AssertionError if it has not ended, or with close_notify
     */
    public TlsAssert<A> hasEndedWithoutCloseNotify() {
        return is(
                "to have ended without close_notify",
                one -> one.isEnded() && !one.known().closeNotifyReceived());
    }

    /**
     * Verify which fatal alert the peer sent.
     *
     * @param name such as {@code certificate_unknown}, of RFC 8446, section 6
     * @return this
     * @throws AssertionError if it was another or none
     */
    public TlsAssert<A> hasReceivedAlert(String name) {
        return has("received the alert", name, TlsFacts::alertReceived);
    }

    /**
     * Verify which fatal alert this side sent.
     *
     * @param name such as {@code handshake_failure}, of RFC 8446, section 6, or {@link TlsFacts#ENCRYPTED}
     * @return this
     * @throws AssertionError if it was another or none
     */
    public TlsAssert<A> hasSentAlert(String name) {
        return has("sent the alert", name, TlsFacts::alertSent);
    }

    /**
     * Verify that TLS has failed, in the handshake or after it.
     *
     * @return this
     * @throws AssertionError if it has not
     */
    public TlsAssert<A> hasFailed() {
        return is("to have failed", one -> one.known().failure() != null);
    }

    private TlsAssert<A> has(String what, String wanted, Function<TlsFacts, @Nullable String> get) {
        return is("to have " + what + " <" + wanted + ">", one -> wanted.equals(get.apply(one.known())));
    }

    private TlsAssert<A> is(String rule, Predicate<TlsSide> holds) {
        return check(() -> {
            synchronized (log) {
                TlsSide now = side.get();
                return now.facts() != null && holds.test(now) ? null : failure(rule, now);
            }
        });
    }

    private static Failure failure(String rule, TlsSide now) {
        TlsFacts facts = now.facts();
        String found = facts == null ? now.state() : "it has: " + Facts.text(facts) + "\n  and " + now.state();
        return new Failure("  " + rule + "\n  but " + found, now.isOver() ? now.state() : null);
    }

    /** Writes facts for messages. */
    private static final class Facts {

        private static String text(TlsFacts facts) {
            StringBuilder text = new StringBuilder();
            add(text, "", facts.protocol() == null ? "no handshake" : facts.protocol());
            add(text, "", facts.cipher());
            add(text, "server name ", facts.serverName());
            add(text, "application protocol ", facts.applicationProtocol());
            add(
                    text,
                    "peer ",
                    facts.peerCertificates().isEmpty()
                            ? null
                            : facts.peerCertificates().get(0).getSubjectX500Principal());
            add(text, "", facts.closeNotifySent() ? "close_notify sent" : null);
            add(text, "", facts.closeNotifyReceived() ? "close_notify received" : null);
            add(text, "sent the alert ", facts.alertSent());
            add(text, "received the alert ", facts.alertReceived());
            add(text, "failed: ", facts.failure());
            return text.toString();
        }

        private static void add(StringBuilder text, String name, @Nullable Object value) {
            if (value != null) {
                text.append(text.isEmpty() ? "" : ", ").append(name).append(value);
            }
        }
    }
}
