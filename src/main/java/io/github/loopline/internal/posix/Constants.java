package io.github.loopline.internal.posix;

import java.util.Locale;

/** The numbers of Linux, and those of macOS where they differ; the latter are untested. */
public final class Constants {

    /** Whether this is macOS. */
    public static final boolean MAC =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac");

    public static final int AF_UNIX = 1;
    public static final int AF_INET = 2;
    public static final int AF_INET6 = MAC ? 30 : 10;
    /** Linux only. */
    public static final int AF_TIPC = 30;

    public static final int SOCK_STREAM = 1;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_RAW = 3;
    public static final int SOCK_RDM = 4;
    public static final int SOCK_SEQPACKET = 5;
    /** Or-ed to a type, Linux only. */
    static final int SOCK_NONBLOCK = MAC ? 0 : 0x800;
    /** Or-ed to a type, Linux only. */
    static final int SOCK_CLOEXEC = MAC ? 0 : 0x80000;

    public static final int IPPROTO_IP = 0;
    public static final int IPPROTO_ICMP = 1;
    public static final int IPPROTO_IGMP = 2;
    public static final int IPPROTO_TCP = 6;
    public static final int IPPROTO_UDP = 17;
    public static final int IPPROTO_IPV6 = 41;
    public static final int IPPROTO_ICMPV6 = 58;
    public static final int IPPROTO_RAW = 255;

    public static final int SOL_SOCKET = MAC ? 0xffff : 1;
    public static final int SO_REUSEADDR = MAC ? 4 : 2;
    public static final int SO_TYPE = MAC ? 0x1008 : 3;
    /** Linux only. */
    public static final int SO_ACCEPTCONN = 30;

    public static final int SO_ERROR = MAC ? 0x1007 : 4;
    public static final int SO_BROADCAST = MAC ? 0x20 : 6;
    public static final int SO_SNDBUF = MAC ? 0x1001 : 7;
    public static final int SO_RCVBUF = MAC ? 0x1002 : 8;
    public static final int SO_LINGER = MAC ? 0x80 : 13;
    /** Linux only. */
    public static final int SO_PASSCRED = 16;
    /** Linux only. */
    public static final int SO_PEERCRED = 17;

    /** Linux only. */
    public static final int SO_BINDTODEVICE = 25;
    /** Linux only: each message brings the count of those that were dropped. */
    public static final int SO_RXQ_OVFL = 40;

    public static final int SO_TIMESTAMP = MAC ? 0x400 : 29;

    public static final int TCP_MAXSEG = 2;

    public static final int IP_TOS = MAC ? 3 : 1;
    public static final int IP_TTL = MAC ? 4 : 2;
    public static final int IP_HDRINCL = MAC ? 2 : 3;
    public static final int IP_RECVTTL = MAC ? 24 : 12;
    public static final int IP_MULTICAST_IF = MAC ? 9 : 32;
    public static final int IP_MULTICAST_TTL = MAC ? 10 : 33;
    public static final int IP_ADD_MEMBERSHIP = MAC ? 12 : 35;
    public static final int IPV6_UNICAST_HOPS = MAC ? 4 : 16;
    public static final int IPV6_V6ONLY = MAC ? 27 : 26;
    /** Linux only. */
    public static final int IPV6_HDRINCL = 36;

    public static final int IPV6_RECVPKTINFO = MAC ? 61 : 49;
    public static final int IPV6_PKTINFO = MAC ? 46 : 50;
    public static final int IPV6_RECVTCLASS = MAC ? 35 : 66;
    public static final int IPV6_TCLASS = MAC ? 36 : 67;
    public static final int IPV6_RECVHOPLIMIT = MAC ? 37 : 51;
    public static final int IPV6_HOPLIMIT = MAC ? 47 : 52;

    public static final int MSG_PEEK = 2;
    public static final int MSG_TRUNC = MAC ? 0x10 : 0x20;
    public static final int MSG_DONTWAIT = MAC ? 0x80 : 0x40;
    public static final int MSG_NOSIGNAL = MAC ? 0x80000 : 0x4000;

    public static final int SHUT_RD = 0;
    public static final int SHUT_WR = 1;
    public static final int SHUT_RDWR = 2;

    public static final int POLLIN = 1;
    public static final int POLLOUT = 4;
    public static final int POLLERR = 8;
    public static final int POLLHUP = 0x10;
    public static final int POLLNVAL = 0x20;
    /** Linux only. */
    public static final int POLLRDHUP = MAC ? 0 : 0x2000;

    private Constants() {}
}
