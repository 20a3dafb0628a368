package io.github.loopline.tls;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Names the alerts that end a connection (RFC 8446, section 6). Not for users.
 *
 * @since 0.1
 */
public final class Alerts {

    private static final int ALERT = 21; // RFC 8446, 5.1: ContentType
    private static final int HEADER_BYTES = 5;
    private static final int PLAIN_BYTES = HEADER_BYTES + 2;

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(0, "close_notify"),
            Map.entry(10, "unexpected_message"),
            Map.entry(20, "bad_record_mac"),
            Map.entry(22, "record_overflow"),
            Map.entry(40, "handshake_failure"),
            Map.entry(42, "bad_certificate"),
            Map.entry(43, "unsupported_certificate"),
            Map.entry(44, "certificate_revoked"),
            Map.entry(45, "certificate_expired"),
            Map.entry(46, "certificate_unknown"),
            Map.entry(47, "illegal_parameter"),
            Map.entry(48, "unknown_ca"),
            Map.entry(49, "access_denied"),
            Map.entry(50, "decode_error"),
            Map.entry(51, "decrypt_error"),
            Map.entry(70, "protocol_version"),
            Map.entry(71, "insufficient_security"),
            Map.entry(80, "internal_error"),
            Map.entry(86, "inappropriate_fallback"),
            Map.entry(90, "user_canceled"),
            Map.entry(109, "missing_extension"),
            Map.entry(110, "unsupported_extension"),
            Map.entry(112, "unrecognized_name"),
            Map.entry(113, "bad_certificate_status_response"),
            Map.entry(115, "unknown_psk_identity"),
            Map.entry(116, "certificate_required"),
            Map.entry(120, "no_application_protocol"));

    private static final Pattern RECEIVED = Pattern.compile("Received fatal alert: (\\w+)");
    private static final Pattern SENT = Pattern.compile("^\\((\\w+)\\) "); // from JDK 18 on or so

    private Alerts() {}

    /**
     * Name the alert that a failure of the JDK is about.
     *
     * @param failure what an engine threw
     * @return the name of the alert that came, or null if none did
     */
    public static @Nullable String received(SSLException failure) {
        Matcher found = RECEIVED.matcher(String.valueOf(failure.getMessage()));
        return found.find() ? found.group(1) : null;
    }

    /**
     * Name the alert that a failure makes this side send.
     *
     * @param failure what an engine threw
     * @param record what the engine gave to be sent then
     * @return the name, {@link TlsFacts#ENCRYPTED} if it cannot be known, or null if nothing is sent
     */
    public static @Nullable String sent(SSLException failure, ByteBuffer record) {
        if (!record.hasRemaining() || received(failure) != null) {
            return null;
        }
        int at = record.position();
        if (record.get(at) == ALERT && record.remaining() == PLAIN_BYTES) {
            int code = record.get(at + PLAIN_BYTES - 1) & 0xff;
            return NAMES.getOrDefault(code, "alert " + code);
        }
        Matcher named = SENT.matcher(String.valueOf(failure.getMessage()));
        return named.find() ? named.group(1) : TlsFacts.ENCRYPTED;
    }
}
