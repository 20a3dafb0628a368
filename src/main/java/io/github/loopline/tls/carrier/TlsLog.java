package io.github.loopline.tls.carrier;

import io.github.loopline.tls.Alerts;
import io.github.loopline.tls.TlsFacts;
import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.Difference;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.nio.ByteBuffer;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Notes what is known of TLS on a connection, and tells the log of it. */
final class TlsLog {

    private final Track track;
    private final EventLog log;
    private final SSLEngine ssl;
    private @Nullable String asked; // server name; engine's thread only
    private volatile TlsFacts facts = new TlsFacts(
            null, null, null, null, List.of(), false, false, null, null, null); // written on the engine's thread

    TlsLog(Track track, SSLEngine ssl) {
        this.track = track;
        this.log = track.log();
        this.ssl = ssl;
    }

    TlsFacts facts() {
        return facts;
    }

    boolean isHandshakeDone() {
        return facts.protocol() != null;
    }

    @Nullable
    String failure() {
        return facts.failure();
    }

    /** Looks what the client asks for: a handshake that fails leaves no session. */
    void look() {
        if (asked == null) {
            asked = serverName(ssl.getHandshakeSession());
        }
    }

    void handshakeDone() {
        if (isHandshakeDone()) {
            return;
        }
        SSLSession session = ssl.getSession();
        String protocol = ssl.getApplicationProtocol();
        String resumed = asked == null ? serverName(session) : asked;
        asked = resumed;
        List<X509Certificate> shown = certificates(session);
        String text = "handshake done: " + session.getProtocol() + ", " + session.getCipherSuite();
        text += resumed == null ? "" : ", for " + resumed;
        text += protocol.isEmpty() ? "" : ", " + protocol;
        text += shown.isEmpty() ? "" : ", the peer is " + shown.get(0).getSubjectX500Principal();
        note(
                text,
                new TlsFacts(
                        session.getProtocol(),
                        session.getCipherSuite(),
                        resumed,
                        protocol.isEmpty() ? null : protocol,
                        shown,
                        false,
                        false,
                        null,
                        null,
                        null));
    }

    private static @Nullable String serverName(@Nullable SSLSession session) {
        if (session instanceof ExtendedSSLSession extended) {
            for (SNIServerName name : extended.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return host.getAsciiName();
                }
            }
        }
        return null;
    }

    private static List<X509Certificate> certificates(SSLSession session) {
        List<X509Certificate> shown = new ArrayList<>();
        try {
            for (Certificate certificate : session.getPeerCertificates()) {
                shown.add((X509Certificate) certificate);
            }
        } catch (SSLPeerUnverifiedException e) {
            return List.of(); // none was shown
        }
        return List.copyOf(shown);
    }

    void closeNotifyReceived() {
        note("<- close_notify", ended(facts.closeNotifySent(), true));
    }

    void closeNotifySent() {
        note("-> close_notify", ended(true, facts.closeNotifyReceived()));
    }

    private TlsFacts ended(boolean sent, boolean received) {
        TlsFacts known = facts;
        return new TlsFacts(
                known.protocol(),
                known.cipher(),
                known.serverName(),
                known.applicationProtocol(),
                known.peerCertificates(),
                sent,
                received,
                known.alertSent(),
                known.alertReceived(),
                known.failure());
    }

    /** Notes a failure, and the alert in what is sent because of it. */
    void failed(SSLException failure, ByteBuffer record) {
        TlsFacts known = facts;
        String came = Alerts.received(failure);
        String sent = Alerts.sent(failure, record);
        String words = String.valueOf(failure.getMessage());
        note(
                "failed: " + words + (sent == null ? "" : ", -> alert " + sent),
                new TlsFacts(
                        known.protocol(),
                        known.cipher(),
                        asked,
                        known.applicationProtocol(),
                        known.peerCertificates(),
                        known.closeNotifySent(),
                        known.closeNotifyReceived(),
                        sent,
                        came,
                        words));
    }

    void sentBeneath(byte[] bytes) {
        note("-> " + Bytes.count(bytes.length) + " beneath TLS: " + Difference.shown(bytes, 0));
    }

    /** Tells something that changes no fact. */
    void note(String words) {
        note(words, facts);
    }

    private void note(String words, TlsFacts known) {
        synchronized (log) {
            facts = known;
            log.add(track, EventKind.TLS, words);
        }
    }
}
