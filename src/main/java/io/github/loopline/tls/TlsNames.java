package io.github.loopline.tls;

import io.github.loopline.net.FixtureException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** Checks the names that a test gives, before anything is opened: of hosts, protocols, cipher suites and application protocols. */
final class TlsNames {

    private static final int MOST_ALPN_BYTES = 255;

    private TlsNames() {}

    static List<String> hosts(String... values) {
        checkGiven("names", "db.example", values);
        for (String value : values) {
            HostName.of(value);
        }
        return List.of(values);
    }

    static List<String> protocols(String... values) {
        return known("protocols", "TLSv1.3", supported().getProtocols(), values);
    }

    static List<String> ciphers(String... values) {
        return known("ciphers", "TLS_AES_128_GCM_SHA256", supported().getCipherSuites(), values);
    }

    static List<String> alpn(String... values) {
        checkGiven("alpn", "h2", values);
        for (String value : values) {
            int length = value.getBytes(StandardCharsets.UTF_8).length;
            if (length < 1 || length > MOST_ALPN_BYTES) {
                throw new IllegalArgumentException(
                        "alpn must have names of 1 to 255 bytes but has one of " + length + ". Write h2, say.");
            }
        }
        return List.of(values);
    }

    static String server(String value) {
        try {
            return new SNIHostName(value).getAsciiName();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "serverName must be a DNS name but was <" + value + ">. Write db.example, say.", e);
        }
    }

    private static void checkGiven(String attribute, String example, String... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException(
                    attribute + " must have one name at least but is empty. Write " + example + ", say.");
        }
    }

    private static List<String> known(String attribute, String example, String[] known, String... values) {
        checkGiven(attribute, example, values);
        for (String value : values) {
            if (!Arrays.asList(known).contains(value)) {
                throw new IllegalArgumentException(attribute + " must have names that this JDK knows but has <" + value
                        + ">. Write " + example + ", say.");
            }
        }
        return List.of(values);
    }

    private static SSLParameters supported() {
        try {
            return SSLContext.getDefault().getSupportedSSLParameters();
        } catch (GeneralSecurityException e) {
            throw new FixtureException("The JDK's TLS cannot be used: " + e.getMessage() + ".", e);
        }
    }
}
