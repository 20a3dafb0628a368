package io.github.loopline.stream;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of a connect, as a value: Python's {@code connect_ex}.
 *
 * @param kind what happened, never null
 * @param connection the connection if it came about or is under way, or null
 * @param cause what the JDK threw, or null
 * @since 0.1
 */
public record ConnectOutcome(
        Kind kind,
        @Nullable Connection connection,
        @Nullable Throwable cause) {

    /** What can become of a connect, with the errno of Linux. */
    public enum Kind {
        /** It is connected. */
        CONNECTED(0),
        /** The client does not block, and the kernel is at it: EINPROGRESS. */
        IN_PROGRESS(115),
        /** An earlier connect is under way: EALREADY. */
        ALREADY_PENDING(114),
        /** The client is connected: EISCONN. */
        ALREADY_CONNECTED(106),
        /** Nobody listens: ECONNREFUSED. */
        REFUSED(111),
        /** The kernel gave up: ETIMEDOUT. */
        TIMED_OUT(110),
        /** The client's timeout was over first: EAGAIN, as in Python. */
        TIMED_OUT_LOCALLY(11),
        /** No route to the host: EHOSTUNREACH. */
        HOST_UNREACHABLE(113),
        /** No route to the network: ENETUNREACH. */
        NETWORK_UNREACHABLE(101),
        /** Forbidden by a route or by privileges: EACCES. */
        PERMISSION_DENIED(13),
        /** Forbidden by a packet filter: EPERM. */
        NOT_PERMITTED(1),
        /** The local address is not this machine's, or no port is left: EADDRNOTAVAIL. */
        ADDRESS_NOT_AVAILABLE(99),
        /** The local address is taken: EADDRINUSE. */
        ADDRESS_IN_USE(98),
        /** The kernel takes the address for nonsense: EINVAL. */
        INVALID_ARGUMENT(22),
        /** The host does not speak the protocol: ENOPROTOOPT. */
        PROTOCOL_NOT_AVAILABLE(92),
        /** The Unix path does not exist: ENOENT. */
        NO_SUCH_PATH(2),
        /** The queue of the Unix server is full: EAGAIN. */
        BACKLOG_FULL(11),
        /** The name has no address: EAI_NONAME. */
        NAME_NOT_RESOLVED(-2),
        /** The address is of another family: EAFNOSUPPORT. */
        FAMILY_MISMATCH(97),
        /** What is bound to the Unix path is no stream socket: EPROTOTYPE. */
        WRONG_TYPE(91),
        /** The client is closed: EBADF. */
        CLOSED(9),
        /** The thread was interrupted: EINTR. */
        INTERRUPTED(4),
        /** Something else; the cause says what. */
        OTHER(-1);

        private final int errno;

        Kind(int errno) {
            this.errno = errno;
        }

        /**
         * Give the number that connect_ex would return on Linux.
         *
         * @return the errno; 0 for connected, -2 for a name without an address, -1 for {@link #OTHER}
         */
        public int errno() {
            return errno;
        }
    }

    /**
     * Create an outcome.
     *
     * @param kind what happened
     * @param connection the connection, or null
     * @param cause what the JDK threw, or null
     */
    public ConnectOutcome {
        Objects.requireNonNull(kind, "kind");
    }

    /**
     * Give the number that connect_ex would return on Linux.
     *
     * @return the errno of the kind; for {@link Kind#OTHER} the one that the words of the cause belong to, or -1
     */
    public int errno() {
        return kind == Kind.OTHER ? ConnectErrors.errno(cause) : kind.errno();
    }

    /**
     * Tell whether it is connected.
     *
     * @return true for {@link Kind#CONNECTED}
     */
    public boolean isConnected() {
        return kind == Kind.CONNECTED;
    }
}
