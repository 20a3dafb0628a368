package io.github.loopline.check;

import io.github.loopline.trace.Addresses;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * One peer that is not on loopback, for a message.
 *
 * @param isTcp TCP, or else UDP
 * @param peer its address
 * @param purpose such as {@code , for http://example.com}; potentially empty
 * @param place where the code was that connected, or null if nothing tells
 */
record Outside(
        boolean isTcp,
        InetSocketAddress peer,
        String purpose,
        @Nullable Place place) {

    /** Names the peer: sockets that have the same are told once. */
    String name() {
        return (isTcp ? "TCP to " : "UDP to ") + Addresses.text(peer);
    }

    /** Adds what another finding knows of the same peer. */
    Outside with(Outside other) {
        return new Outside(
                isTcp, peer, purpose.isEmpty() ? other.purpose : purpose, place == null ? other.place : place);
    }

    @Override
    public String toString() {
        return name()
                + (isOfThisMachine() ? ", an address of this machine" : "")
                + purpose
                + (place == null ? "" : place);
    }

    private boolean isOfThisMachine() {
        try {
            return NetworkInterface.getByInetAddress(peer.getAddress()) != null;
        } catch (SocketException e) {
            return false;
        }
    }
}
