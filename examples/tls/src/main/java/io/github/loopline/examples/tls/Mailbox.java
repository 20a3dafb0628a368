package io.github.loopline.examples.tls;

import java.io.IOException;
import org.apache.commons.net.smtp.SMTPSClient;

/** Asks a mail server for a mailbox with Commons Net, over TLS since STARTTLS. */
public final class Mailbox {

    private Mailbox() {}

    /** Give what the server says, over TLS alone, about who has a mailbox. Compare the host's name only if told to, as Commons Net does. */
    public static String verify(Place place, boolean checkName) throws IOException {
        var smtp = new SMTPSClient(false, place.tls());
        smtp.setEndpointCheckingEnabled(checkName);
        smtp.setConnectTimeout(place.millis());
        smtp.setDefaultTimeout(place.millis());
        try {
            smtp.connect(place.host(), place.port());
            if (!smtp.execTLS()) {
                throw new IOException("No TLS: " + smtp.getReplyString().strip());
            }
            smtp.verify("ada");
            return smtp.getReplyString().strip();
        } finally {
            if (smtp.isConnected()) {
                smtp.disconnect();
            }
        }
    }
}
