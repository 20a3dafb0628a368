package io.github.loopline.packet;

import io.github.loopline.internal.posix.Errno;
import org.jspecify.annotations.Nullable;

/**
 * What became of a connect, as a value: Python's {@code connect_ex}.
 *
 * @param errno 0 for connected; 11 (EAGAIN) when the server's queue stayed full for the client's timeout; else the kernel's
 * @param connection the connection if it came about, or null
 * @since 0.1
 */
public record PacketConnectOutcome(int errno, @Nullable PacketConnection connection) {

    /**
     * Create an outcome.
     *
     * @param errno 0 for connected
     * @param connection the connection, or null
     */
    public PacketConnectOutcome {
        if ((errno == 0) != (connection != null)) {
            throw new IllegalArgumentException("errno must be 0 with a connection only but was " + errno + ".");
        }
    }

    static PacketConnectOutcome of(Errno errno) {
        return new PacketConnectOutcome(errno.number(), null);
    }

    /**
     * Tell whether it is connected.
     *
     * @return true for errno 0
     */
    public boolean isConnected() {
        return errno == 0;
    }

    /**
     * Describe the errno.
     *
     * @return such as {@code Connection refused (ECONNREFUSED, errno 111)}, never null
     */
    public String words() {
        return errno == 0 ? "connected" : Errno.text(errno);
    }
}
