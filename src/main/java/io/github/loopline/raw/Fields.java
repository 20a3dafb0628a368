package io.github.loopline.raw;

import io.github.loopline.net.Family;
import io.github.loopline.trace.Bytes;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** Reads and checks the fields of headers. */
final class Fields {

    /** The most that a field of eight bits holds. */
    static final int BYTE = 0xff;

    /** The most that a field of sixteen bits holds. */
    static final int SHORT = 0xffff;

    private static final int NO_SCOPE = -1;

    private Fields() {}

    static int check(String field, int value, int most) {
        if (value < 0 || value > most) {
            throw new IllegalArgumentException(field + " must be between 0 and " + most + " but was " + value + ".");
        }
        return value;
    }

    /** Checks that there are bytes enough for a header. */
    static void checkLength(String what, int least, int length) {
        if (length < least) {
            throw new IllegalArgumentException(
                    what + " has at least " + Bytes.count(least) + " but there are " + length + ".");
        }
    }

    /** Checks that there are bytes enough for what a header says. */
    static void checkSaid(String what, int said, int length) {
        if (length < said) {
            throw new IllegalArgumentException(
                    what + " says that it has " + Bytes.count(said) + " but there are " + length + ".");
        }
    }

    static void checkOneFamily(InetAddress source, InetAddress destination) {
        if (family(source) != family(destination)) {
            throw new IllegalArgumentException("source and destination must be of one family but were "
                    + source.getHostAddress() + " and " + destination.getHostAddress() + ".");
        }
    }

    static Family family(InetAddress address) {
        return address.getAddress().length == 4 ? Family.INET : Family.INET6;
    }

    static void checkIp(Family family) {
        if (family == Family.UNIX) {
            throw new IllegalArgumentException("family must be INET or INET6 but was UNIX.");
        }
    }

    static InetAddress address(ByteBuffer from, int length) {
        byte[] digits = new byte[length];
        from.get(digits);
        return address(digits);
    }

    static InetAddress address(byte[] digits) {
        try {
            // not InetAddress.getByAddress for both: it makes ::ffff:127.0.0.1 an IPv4 address
            return digits.length == 4
                    ? InetAddress.getByAddress(digits)
                    : Inet6Address.getByAddress(null, digits, NO_SCOPE);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 and 16 bytes are addresses", e);
        }
    }

    static int unsigned(byte value) {
        return value & BYTE;
    }

    static int unsigned(short value) {
        return value & SHORT;
    }
}
