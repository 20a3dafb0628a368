package io.github.loopline.examples.ping;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/** Pings hosts over IPv4, as the program of that name does. Linux on 64 bits; needs CAP_NET_RAW. */
public final class Pinger implements AutoCloseable {

    private static final int AF_INET = 2;
    private static final int SOCK_RAW = 3;
    private static final int IPPROTO_IP = 0;
    private static final int IPPROTO_ICMP = 1;
    private static final int IP_TTL = 2;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int EAGAIN = 11;

    private static final int ECHO_REPLY = 0;
    private static final int UNREACHABLE = 3;
    private static final int ECHO_REQUEST = 8;
    private static final int TIME_EXCEEDED = 11;

    static {
        Native.register("c");
    }

    private static native int socket(int domain, int type, int protocol) throws LastErrorException;

    private static native int setsockopt(int fd, int level, int option, byte[] value, int length)
            throws LastErrorException;

    private static native long sendto(int fd, byte[] data, long size, int flags, byte[] address, int length)
            throws LastErrorException;

    private static native long recv(int fd, byte[] data, long size, int flags) throws LastErrorException;

    private static native int close(int fd) throws LastErrorException;

    private final int fd = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
    private final int id;

    public Pinger(int id, int ttl) {
        this.id = id;
        setsockopt(fd, IPPROTO_IP, IP_TTL, words(ttl), 4);
    }

    /** Sends an echo request and waits for its reply, whatever else comes. */
    public Pong ping(Inet4Address host, int sequence, Duration timeout) throws IOException {
        long sent = System.nanoTime();
        byte[] request = request(sequence);
        sendto(fd, request, request.length, 0, sockaddr(host), 16);
        while (true) {
            ByteBuffer packet = receive(timeout.minusNanos(System.nanoTime() - sent));
            ByteBuffer icmp = payload(packet);
            int type = icmp.get(0);
            if (type == ECHO_REPLY && isAbout(icmp, sequence)) {
                return new Pong(
                        source(packet), sequence, packet.get(8) & 0xff, Duration.ofNanos(System.nanoTime() - sent));
            }
            if (type == TIME_EXCEEDED || type == UNREACHABLE) {
                ByteBuffer quoted = payload(icmp.slice(8, icmp.limit() - 8));
                if (quoted.get(0) == ECHO_REQUEST && isAbout(quoted, sequence)) {
                    String what = type == TIME_EXCEEDED ? "Time exceeded" : "Destination unreachable";
                    throw new IOException(what + ", says " + source(packet).getHostAddress());
                }
            }
        }
    }

    private byte[] request(int sequence) {
        ByteBuffer message = ByteBuffer.allocate(16)
                .put((byte) ECHO_REQUEST)
                .put((byte) 0)
                .putShort((short) 0)
                .putShort((short) id)
                .putShort((short) sequence)
                .putLong(System.nanoTime());
        int sum = 0;
        for (int i = 0; i < message.capacity(); i += 2) {
            sum += message.getShort(i) & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >> 16);
        return message.putShort(2, (short) ~(sum + (sum >> 16))).array();
    }

    private ByteBuffer receive(Duration timeout) throws IOException {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new SocketTimeoutException("No reply");
        }
        byte[] timeval = ByteBuffer.allocate(16)
                .order(ByteOrder.nativeOrder())
                .putLong(timeout.toSeconds())
                .putLong(timeout.toNanosPart() / 1000 + 1)
                .array();
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, timeval, timeval.length);
        byte[] packet = new byte[1500];
        try {
            return ByteBuffer.wrap(packet, 0, (int) recv(fd, packet, packet.length, 0));
        } catch (LastErrorException e) {
            if (e.getErrorCode() == EAGAIN) {
                throw new SocketTimeoutException("No reply");
            }
            throw e;
        }
    }

    private boolean isAbout(ByteBuffer icmp, int sequence) {
        return (icmp.getShort(4) & 0xffff) == id && (icmp.getShort(6) & 0xffff) == sequence;
    }

    /** Skips the IP header. */
    private static ByteBuffer payload(ByteBuffer packet) {
        int header = 4 * (packet.get(0) & 15);
        return packet.slice(header, packet.limit() - header);
    }

    private static InetAddress source(ByteBuffer packet) throws IOException {
        byte[] address = new byte[4];
        packet.get(12, address);
        return InetAddress.getByAddress(address);
    }

    private static byte[] sockaddr(Inet4Address host) {
        return ByteBuffer.allocate(16)
                .order(ByteOrder.nativeOrder())
                .putShort((short) AF_INET)
                .putShort((short) 0)
                .put(host.getAddress())
                .array();
    }

    private static byte[] words(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(value)
                .array();
    }

    @Override
    public void close() {
        close(fd);
    }
}
