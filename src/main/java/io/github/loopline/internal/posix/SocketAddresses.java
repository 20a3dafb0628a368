package io.github.loopline.internal.posix;

import io.github.loopline.net.AbstractUnixAddress;
import io.github.loopline.net.TipcAddress;
import io.github.loopline.net.UnnamedUnixAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Puts addresses into struct sockaddr and back (man 7 ip, ipv6, unix). */
public final class SocketAddresses {

    /** Bytes of struct sockaddr_storage, which holds every address. */
    public static final int MOST_BYTES = 128;

    /** Bytes of sockaddr_un.sun_path. */
    private static final int PATH_BYTES = Constants.MAC ? 104 : 108;

    private static final int FAMILY_BYTES = 2;

    private static final int TIPC_BYTES = 16;
    private static final int TIPC_SERVICE_ADDR = 2;
    private static final int TIPC_SOCKET_ADDR = 3;
    private static final int TIPC_NODE_SCOPE = 3;

    private SocketAddresses() {}

    /**
     * Encode an address.
     *
     * @param address of IP, or of a Unix socket: a path, an abstract name, or {@link UnnamedUnixAddress}, with which Linux binds
     *     to an abstract name of its choice
     * @return as long as the kernel is to take it, never null
     * @throws IllegalArgumentException for other types, and for an unresolved or too long one
     * @throws io.github.loopline.net.CapabilityException for an abstract name where there are none
     */
    public static byte[] encode(SocketAddress address) {
        if (address instanceof InetSocketAddress inet) {
            return inet(inet);
        }
        if (address instanceof UnixDomainSocketAddress path) {
            byte[] name = path.getPath().toString().getBytes(StandardCharsets.UTF_8);
            if (name.length == 0) {
                return named(name, 0); // how the JDK writes an unnamed one
            }
            if (name.length >= PATH_BYTES) {
                throw new IllegalArgumentException("A Unix path must have at most " + (PATH_BYTES - 1)
                        + " bytes but has " + name.length + ": " + path + ". Bind the other side to a shorter one.");
            }
            return named(name, name.length + 1);
        }
        if (address instanceof AbstractUnixAddress hidden) {
            if (Constants.MAC) {
                throw Capabilities.noAbstractNames("macOS");
            }
            byte[] name = hidden.name();
            byte[] path = new byte[name.length + 1];
            System.arraycopy(name, 0, path, 1, name.length);
            return named(path, path.length);
        }
        if (address instanceof UnnamedUnixAddress) {
            return named(new byte[0], 0);
        }
        if (address instanceof TipcAddress tipc) {
            return tipc(tipc);
        }
        throw new IllegalArgumentException(
                "No struct sockaddr is known for " + address.getClass().getName() + ".");
    }

    private static byte[] named(byte[] path, int length) {
        byte[] bytes = new byte[FAMILY_BYTES + length];
        start(bytes, Constants.AF_UNIX).put(path);
        return bytes;
    }

    private static byte[] inet(InetSocketAddress inet) {
        if (inet.isUnresolved()) {
            throw new IllegalArgumentException("The address must be resolved but was " + inet + ".");
        }
        InetAddress host = inet.getAddress();
        byte[] ip = host.getAddress();
        byte[] bytes = new byte[ip.length == 4 ? 16 : 28];
        ByteBuffer out = start(bytes, ip.length == 4 ? Constants.AF_INET : Constants.AF_INET6);
        out.order(ByteOrder.BIG_ENDIAN).putShort((short) inet.getPort());
        if (ip.length == 4) {
            out.put(ip);
        } else {
            int scope = host instanceof Inet6Address six ? six.getScopeId() : 0;
            out.putInt(0).put(ip).order(ByteOrder.nativeOrder()).putInt(scope); // the 0 is the flow
        }
        return bytes;
    }

    /** Encodes struct sockaddr_tipc, all of it in native order (linux/tipc.h). */
    private static byte[] tipc(TipcAddress address) {
        byte[] bytes = new byte[TIPC_BYTES]; // the last word, the domain of a service, is 0: look everywhere
        start(bytes, Constants.AF_TIPC)
                .put((byte) (address.isService() ? TIPC_SERVICE_ADDR : TIPC_SOCKET_ADDR))
                .put((byte) TIPC_NODE_SCOPE)
                .putInt(address.first())
                .putInt(address.second());
        return bytes;
    }

    private static ByteBuffer start(byte[] bytes, int family) {
        ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        return Constants.MAC ? out.put((byte) bytes.length).put((byte) family) : out.putShort((short) family);
    }

    /**
     * Give the address family of an encoded address.
     *
     * @param bytes what the kernel gave, at least two bytes
     * @return AF_...
     */
    public static int family(byte[] bytes) {
        return Constants.MAC
                ? bytes[1] & 0xff
                : ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getShort();
    }

    /**
     * Decode an address.
     *
     * @param bytes what the kernel gave
     * @param length how much of it counts; 0, as from a Unix peer without a name, gives {@link UnnamedUnixAddress}
     * @return the address, never null
     * @throws IllegalArgumentException for a family other than AF_INET, AF_INET6, AF_UNIX and AF_TIPC
     */
    public static SocketAddress decode(byte[] bytes, int length) {
        if (length < FAMILY_BYTES) {
            return UnnamedUnixAddress.INSTANCE;
        }
        int family = family(bytes);
        if (family == Constants.AF_UNIX) {
            return unix(bytes, length);
        }
        if (family == Constants.AF_TIPC && !Constants.MAC) {
            ByteBuffer tipc = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
            return bytes[FAMILY_BYTES] == TIPC_SOCKET_ADDR
                    ? TipcAddress.socket(tipc.getInt(4), tipc.getInt(8))
                    : TipcAddress.service(tipc.getInt(4), tipc.getInt(8));
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).position(FAMILY_BYTES);
        int port = in.getShort() & 0xffff;
        if (family == Constants.AF_INET) {
            byte[] ip = new byte[4];
            in.get(ip);
            return new InetSocketAddress(host(ip, 0), port);
        }
        if (family == Constants.AF_INET6) {
            byte[] ip = new byte[16];
            in.getInt(); // flow
            in.get(ip);
            return new InetSocketAddress(
                    host(ip, in.order(ByteOrder.nativeOrder()).getInt()), port);
        }
        throw new IllegalArgumentException("No address of family " + family + " can be read.");
    }

    private static SocketAddress unix(byte[] bytes, int length) {
        int from = FAMILY_BYTES;
        if (length <= from) {
            return UnnamedUnixAddress.INSTANCE;
        }
        if (bytes[from] == 0) {
            boolean named = !Constants.MAC && length > from + 1;
            return named
                    ? AbstractUnixAddress.of(Arrays.copyOfRange(bytes, from + 1, length))
                    : UnnamedUnixAddress.INSTANCE;
        }
        int end = from;
        while (end < Math.min(length, bytes.length) && bytes[end] != 0) {
            end++;
        }
        return UnixDomainSocketAddress.of(new String(bytes, from, end - from, StandardCharsets.UTF_8));
    }

    private static InetAddress host(byte[] ip, int scope) {
        try {
            return scope == 0 ? InetAddress.getByAddress(ip) : Inet6Address.getByAddress(null, ip, scope);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 and 16 bytes are addresses", e);
        }
    }
}
