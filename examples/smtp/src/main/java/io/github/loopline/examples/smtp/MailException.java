package io.github.loopline.examples.smtp;

import java.io.IOException;

/** The server answered, and the answer was no. */
public final class MailException extends IOException {

    private static final long serialVersionUID = 1;

    MailException(String reply) {
        super(reply);
    }

    /** Whether the same mail may be taken later: the reply is of the 4xx kind. */
    public boolean isTransient() {
        return getMessage().startsWith("4");
    }
}
