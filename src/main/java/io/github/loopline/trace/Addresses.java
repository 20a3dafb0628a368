package io.github.loopline.trace;

import java.net.SocketAddress;

/**
 * How messages and transcripts write a socket address.
 *
 * @since 0.1
 */
public final class Addresses {

    private Addresses() {}

    /**
     * Write an address in digits, without looking a name up.
     *
     * @param address any address, never null
     * @return such as {@code 127.0.0.1:80}, {@code [::1]:80}, or a path
     */
    public static String text(SocketAddress address) {
        return EventText.address(address);
    }
}
