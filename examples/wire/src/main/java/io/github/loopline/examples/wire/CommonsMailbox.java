package io.github.loopline.examples.wire;

import java.io.IOException;
import org.apache.commons.net.pop3.POP3Client;

/** The size of a mailbox, asked for with Commons Net. */
public final class CommonsMailbox {

    private CommonsMailbox() {}

    public static int size(Place place) throws IOException {
        var pop3 = new POP3Client();
        pop3.setConnectTimeout(place.millis());
        pop3.setDefaultTimeout(place.millis());
        try {
            pop3.connect(place.host(), place.port());
            if (!pop3.login("ada", "secret")) {
                throw new IOException("refused: " + pop3.getReplyString());
            }
            var status = pop3.status();
            if (status == null) {
                throw new IOException("no status: " + pop3.getReplyString());
            }
            return status.size;
        } finally {
            if (pop3.isConnected()) {
                pop3.disconnect();
            }
        }
    }
}
