package io.github.loopline.tls.carrier;

import java.io.IOException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/** What this side says last: close_notify, an alert, or something else that the test has asked for. Engine thread only. */
final class TlsGoodbye {

    private final SSLEngine ssl;
    private final TlsOutput out;
    private final TlsLog facts;
    private boolean said;
    private byte[] instead = new byte[0];

    TlsGoodbye(SSLEngine ssl, TlsOutput out, TlsLog facts) {
        this.ssl = ssl;
        this.out = out;
        this.facts = facts;
    }

    /** Lets a close say nothing to the peer. */
    void keep() {
        said = true;
    }

    /** Lets a close say something else than close_notify. */
    void replace(byte[] bytes) {
        instead = bytes;
    }

    /** Takes note if the engine has answered the peer's close_notify: TLS 1.2 does at once (RFC 5246, 7.2.1). */
    void look() {
        if (ssl.isOutboundDone() && !said) {
            said = true;
            facts.closeNotifySent();
        }
    }

    /** Says it if hands were shaken and nothing failed, and if the kernel takes it. */
    void say() {
        if (!facts.isHandshakeDone() || said || facts.failure() != null) {
            return;
        }
        said = true;
        out.inOne();
        try {
            if (instead.length > 0) {
                out.add(instead);
                facts.sentBeneath(instead);
                out.flush();
                return;
            }
            ssl.closeOutbound();
            out.wrapWhatIsDue();
            out.flush();
        } catch (IOException e) {
            return; // the peer is gone
        }
        if (!out.hasRemaining()) {
            facts.closeNotifySent();
        }
    }

    /** Records a failure, and sends the alert that it makes. */
    void alert(SSLException failure) {
        int before = out.remaining();
        out.inOne();
        try {
            out.wrapWhatIsDue();
        } catch (SSLException again) {
            // the engine throws it once more, after the alert
        }
        facts.failed(failure, out.behind(before));
        try {
            out.flush();
        } catch (IOException e) {
            // the peer is gone
        }
    }
}
