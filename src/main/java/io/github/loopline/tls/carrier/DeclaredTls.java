package io.github.loopline.tls.carrier;

import io.github.loopline.tls.TlsOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what stream fixtures and links were declared with. The type of options cannot: it is on the floor of TLS itself. */
public final class DeclaredTls {

    private DeclaredTls() {}

    /**
     * Gives the value of an attribute as what it has to be.
     *
     * @param attribute its name
     * @param value of it, or null if it is not set
     * @return the value, or null if it is not set
     * @throws IllegalArgumentException if it is something else than options of TLS
     */
    public static @Nullable TlsOptions options(String attribute, @Nullable Object value) {
        if (value == null || value instanceof TlsOptions) {
            return (TlsOptions) value;
        }
        throw new IllegalArgumentException(
                attribute + " must be a TlsOptions but was " + value + ". Write TlsOptions.create().");
    }

    /** Lists all names of this machine's loopback, and one more host unless it is among them. */
    public static List<String> hosts(String host) {
        List<String> hosts = new ArrayList<>(List.of("localhost", "127.0.0.1", "::1"));
        if (!hosts.contains(host)) {
            hosts.add(host);
        }
        return hosts;
    }
}
