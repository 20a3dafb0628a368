package io.github.loopline.net;

import java.net.SocketAddress;

/**
 * An address of TIPC (man 7 tipc): of one socket, or of a service that sockets are bound to. Linux only; the JDK has no type for
 * it. Immutable.
 *
 * @since 0.1
 */
public final class TipcAddress extends SocketAddress {

    private static final long serialVersionUID = 1L;

    /** Whether it is a service. */
    private final boolean service;

    /** The reference of a socket, or the type of a service. */
    private final int first;

    /** The node of a socket, or the instance of a service. */
    private final int second;

    private TipcAddress(boolean service, int first, int second) {
        this.service = service;
        this.first = first;
        this.second = second;
    }

    /**
     * Make the address of a socket.
     *
     * @param reference the number that its node gave it
     * @param node the node's number, 0 for this one where TIPC has no network
     * @return the address, never null
     */
    public static TipcAddress socket(int reference, int node) {
        return new TipcAddress(false, reference, node);
    }

    /**
     * Make the address of a service.
     *
     * @param type its number, 64 or more
     * @param instance which of its instances
     * @return the address, never null
     */
    public static TipcAddress service(int type, int instance) {
        return new TipcAddress(true, type, instance);
    }

    /**
     * Tell whether it is a service.
     *
     * @return false for the address of a socket
     */
    public boolean isService() {
        return service;
    }

    /**
     * Give the reference of a socket, or the type of a service.
     *
     * @return all 32 bits
     */
    public int first() {
        return first;
    }

    /**
     * Give the node of a socket, or the instance of a service.
     *
     * @return all 32 bits
     */
    public int second() {
        return second;
    }

    /** Compares kind and numbers. */
    @Override
    public boolean equals(Object other) {
        return other instanceof TipcAddress address
                && service == address.service
                && first == address.first
                && second == address.second;
    }

    /** Hashes the numbers. */
    @Override
    public int hashCode() {
        return 31 * first + second;
    }

    /** Write it as {@code service 1000:1}, or {@code socket 0:2576980377} with the node, in hex, in front. */
    @Override
    public String toString() {
        return service
                ? "service " + Integer.toUnsignedString(first) + ":" + Integer.toUnsignedString(second)
                : "socket " + Integer.toHexString(second) + ":" + Integer.toUnsignedString(first);
    }
}
