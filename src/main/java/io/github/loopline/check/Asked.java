package io.github.loopline.check;

import io.github.loopline.trace.Addresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What code is about to connect to, as it has asked for proxies.
 *
 * @param host a name or an address: the URI's, or that of its proxy
 * @param port the same
 * @param purpose what for
 * @param isCertain whether the JDK itself asked, which connects then; others may ask only
 * @param place who asked
 */
record Asked(String host, int port, String purpose, boolean isCertain, Place place) {

    /** Of the JDK's protocols, for URIs without one. */
    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return switch (String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT)) {
            case "https" -> 443;
            case "ftp" -> 21;
            default -> 80;
        };
    }

    /** Reads a question and the first part of its answer, which counts unless it fails; null if it names no host. */
    static @Nullable Asked of(URI uri, Proxy proxy, boolean isCertain, Place place) {
        if (proxy.address() instanceof InetSocketAddress address) {
            return new Asked(
                    address.getHostString(), address.getPort(), ", as proxy for " + name(uri), isCertain, place);
        }
        return uri.getHost() == null
                ? null
                : new Asked(uri.getHost(), port(uri), ", for " + name(uri), isCertain, place);
    }

    /** Leaves path and query out, which may be secret. */
    private static String name(URI uri) {
        String address = uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        return "socket".equals(uri.getScheme()) ? address : uri.getScheme() + "://" + address;
    }

    /** Looks the name up, as the code did, and gives what is not on loopback; null also if nobody knows the name. */
    @Nullable
    Outside lookUp() {
        try {
            InetAddress address = InetAddress.getByName(host);
            InetSocketAddress peer = new InetSocketAddress(address, port);
            boolean isPlain = purpose.equals(", for " + Addresses.text(peer));
            return OutsideSockets.isLoopback(address) ? null : new Outside(true, peer, isPlain ? "" : purpose, place);
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
