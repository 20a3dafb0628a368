package io.github.loopline.net;

import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An abstract name of a Unix socket (man 7 unix): it is in no file system, and gone with the socket. Linux only; the JDK has no
 * type for it. Immutable.
 *
 * @since 0.1
 */
public final class AbstractUnixAddress extends SocketAddress {

    private static final long serialVersionUID = 1L;

    /** Bytes that the kernel takes, without the zero byte in front. */
    public static final int MOST_BYTES = 107;

    /** The bytes without the zero byte in front. */
    private final byte[] name;

    private AbstractUnixAddress(byte[] name) {
        this.name = name;
    }

    /**
     * Make an address.
     *
     * @param name encoded as UTF-8, 1 to 107 bytes, without the zero byte in front
     * @return the address, never null
     * @throws IllegalArgumentException if it is too short or too long
     */
    public static AbstractUnixAddress of(String name) {
        return of(name.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Make an address.
     *
     * @param name 1 to 107 bytes, without the zero byte in front
     * @return the address, never null
     * @throws IllegalArgumentException if it is too short or too long
     */
    public static AbstractUnixAddress of(byte[] name) {
        if (name.length == 0 || name.length > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "An abstract name must have 1 to " + MOST_BYTES + " bytes but has " + name.length + ".");
        }
        return new AbstractUnixAddress(name.clone());
    }

    /**
     * Give the name.
     *
     * @return the bytes without the zero byte in front, never null
     */
    public byte[] name() {
        return name.clone();
    }

    /** Compares the names. */
    @Override
    public boolean equals(Object other) {
        return other instanceof AbstractUnixAddress address && Arrays.equals(address.name, name);
    }

    /** Hashes the name. */
    @Override
    public int hashCode() {
        return Arrays.hashCode(name);
    }

    /** Write the name as ss and netstat do: an {@code @} in front, and for each zero byte. */
    @Override
    public String toString() {
        return "@" + new String(name, StandardCharsets.UTF_8).replace('\0', '@');
    }
}
