package io.github.loopline.examples.smtp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.apache.commons.net.smtp.SMTPClient;

/** Sends plain text mails, one connection each. */
public final class Mailer {

    private final InetSocketAddress server;
    private final Duration timeout;

    public Mailer(InetSocketAddress server, Duration timeout) {
        this.server = server;
        this.timeout = timeout;
    }

    /** Send a mail, or throw a {@link MailException} if the server does not take it. */
    public void send(String from, String to, String text) throws IOException {
        var smtp = new SMTPClient("UTF-8");
        smtp.setConnectTimeout((int) timeout.toMillis());
        smtp.setDefaultTimeout((int) timeout.toMillis());
        try {
            smtp.connect(server.getAddress(), server.getPort());
            check(smtp, smtp.getReplyCode() == 220);
            check(smtp, smtp.login("client.test"));
            check(smtp, smtp.setSender(from));
            check(smtp, smtp.addRecipient(to));
            check(smtp, smtp.sendShortMessageData(text));
            smtp.logout();
        } finally {
            if (smtp.isConnected()) {
                smtp.disconnect();
            }
        }
    }

    private static void check(SMTPClient smtp, boolean accepted) throws IOException {
        if (!accepted) {
            var reply = smtp.getReplyString().strip();
            smtp.logout();
            throw new MailException(reply);
        }
    }
}
