package io.github.loopline.net;

/**
 * An address family of the BSD sockets interface.
 *
 * @since 0.1
 */
public enum Family {
    /** AF_INET: IPv4, on 127.0.0.1 unless another loopback address is asked for. */
    INET,
    /** AF_INET6: IPv6, on ::1. */
    INET6,
    /** AF_UNIX: a path in the file system. */
    UNIX
}
