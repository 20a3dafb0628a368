package io.github.loopline.examples.wire;

import jakarta.mail.Folder;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.util.Properties;
import org.eclipse.angus.mail.pop3.POP3Folder;

/** The size of a mailbox, asked for with Angus Mail. */
public final class AngusMailbox {

    private AngusMailbox() {}

    public static int size(Place place) throws MessagingException {
        var settings = new Properties();
        settings.setProperty("mail.pop3.connectiontimeout", String.valueOf(place.millis()));
        settings.setProperty("mail.pop3.timeout", String.valueOf(place.millis()));
        try (var store = Session.getInstance(settings).getStore("pop3")) {
            store.connect(place.host(), place.port(), "ada", "secret");
            try (var inbox = (POP3Folder) store.getFolder("INBOX")) {
                inbox.open(Folder.READ_ONLY);
                return inbox.getSize();
            }
        }
    }
}
