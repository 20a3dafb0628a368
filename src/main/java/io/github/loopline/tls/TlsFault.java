package io.github.loopline.tls;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * What a fixture does wrong in the handshake, by name. Its hello is the first record that it sends: a server's answer to the client's
 * hello, or a client's own. Whatever comes behind a fault is read and dropped, so that a close of the fixture's is a FIN and no reset.
 *
 * @since 0.1
 */
public enum TlsFault {
    /** Send nothing: a server reads the client's hello and is silent. */
    MUTE_BEFORE_HELLO(Length.NOTHING, Then.SILENCE),
    /** Send half of the hello, and nothing more. */
    MUTE_IN_HELLO(Length.HALF, Then.SILENCE),
    /** Send the hello, and nothing more. In TLS 1.2 the JDK's may have the certificate in the same record. */
    MUTE_AFTER_HELLO(Length.WHOLE, Then.SILENCE),
    /** Send FIN instead of the hello. */
    CLOSE_BEFORE_HELLO(Length.NOTHING, Then.FIN),
    /** Send half of the hello and FIN. */
    CLOSE_IN_HELLO(Length.HALF, Then.FIN),
    /** Send the hello and FIN. */
    CLOSE_AFTER_HELLO(Length.WHOLE, Then.FIN),
    /** Send RST instead of the hello. */
    RESET_BEFORE_HELLO(Length.NOTHING, Then.RST),
    /** Send half of the hello and RST, which may overtake it. */
    RESET_IN_HELLO(Length.HALF, Then.RST),
    /** Send the hello and RST, which may overtake it. */
    RESET_AFTER_HELLO(Length.WHOLE, Then.RST),
    /** Send the alert protocol_version and FIN, as a server with no protocol in common does, whatever the peer offers. */
    PROTOCOL_MISMATCH(TlsRecords.alert(TlsRecords.FATAL, 70), Then.FIN),
    /** Send the alert handshake_failure and FIN, as a server with no cipher suite in common does, whatever the peer offers. */
    CIPHER_MISMATCH(TlsRecords.alert(TlsRecords.FATAL, 40), Then.FIN),
    /** Send the alert internal_error, and nothing more. */
    FORGED_ALERT(TlsRecords.alert(TlsRecords.FATAL, 80), Then.SILENCE),
    /** Send a warning, unrecognized_name, and nothing more. */
    FORGED_WARNING(TlsRecords.alert(TlsRecords.WARNING, 112), Then.SILENCE),
    /** Send a line of plain text, and nothing more: a server that does not speak TLS on this port. */
    PLAIN_TEXT(TlsRecords.plainText("220 ready\r\n"), Then.SILENCE),
    /** Send a record of the handshake that holds garbage, and nothing more. */
    GARBAGE_RECORD(TlsRecords.garbage(), Then.SILENCE),
    /** Send the header of a record of 65535 bytes, which no version of TLS allows, and nothing more. */
    OVERSIZED_RECORD(TlsRecords.oversized(), Then.SILENCE);

    /** How much of the hello is sent. */
    private enum Length {
        NOTHING,
        HALF,
        WHOLE,
        /** None of it, but something else. */
        REPLACED
    }

    /** What follows. Not for users. */
    public enum Then {
        /** Nothing. */
        SILENCE,
        /** FIN. */
        FIN,
        /** RST. */
        RST
    }

    private final Length length;
    private final String instead; // in hex
    private final Then then;

    TlsFault(Length length, Then then) {
        this.length = length;
        this.instead = "";
        this.then = then;
    }

    TlsFault(byte[] instead, Then then) {
        this.length = Length.REPLACED;
        this.instead = HexFormat.of().formatHex(instead);
        this.then = then;
    }

    /**
     * Give what is sent. Not for users.
     *
     * @param hello the record that should be
     * @return the bytes, potentially none
     */
    public byte[] said(byte[] hello) {
        return switch (length) {
            case NOTHING -> new byte[0];
            case HALF -> Arrays.copyOf(hello, hello.length / 2);
            case WHOLE -> hello;
            case REPLACED -> HexFormat.of().parseHex(instead);
        };
    }

    /**
     * Give what follows. Not for users.
     *
     * @return never null
     */
    public Then then() {
        return then;
    }
}
