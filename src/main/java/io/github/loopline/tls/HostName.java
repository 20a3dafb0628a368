package io.github.loopline.tls;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * A name that a certificate stands for: a DNS name, or an address in digits.
 *
 * @param text as it was written
 * @param address its bytes, or null for a DNS name
 */
record HostName(String text, byte @Nullable [] address) {

    /** Reads a name without asking any name server. */
    static HostName of(String text) {
        if (text.isEmpty() || !isAscii(text)) {
            throw new IllegalArgumentException("names must be DNS names in ASCII or addresses in digits but has <"
                    + text + ">. Write db.example or 127.0.0.1, say.");
        }
        boolean digits = text.indexOf(':') >= 0 || text.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
        try {
            return new HostName(text, digits ? InetAddress.getByName(text).getAddress() : null);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "names has <" + text + ">, which is no address. Write db.example or 127.0.0.1, say.", e);
        }
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }
}
