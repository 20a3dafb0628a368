package io.github.loopline.internal.posix;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * What one receive gave.
 *
 * @param length the real length on Linux, however much the buffer took
 * @param address struct sockaddr_... of the sender
 * @param addressLength how much of it counts, 0 if the sender has none
 * @param control the ancillary data: one struct cmsghdr and its data after the other, empty at the end of a connection
 * @param flags of the message, MSG_TRUNC say
 */
public record Incoming(int length, byte[] address, int addressLength, byte[] control, int flags) {

    private static final int HEADER_BYTES = Constants.MAC ? 12 : 16;
    private static final int ALIGNMENT = Constants.MAC ? 4 : 8;

    /**
     * Give who sent it.
     *
     * @return the address, never null
     * @throws IllegalArgumentException for a family that {@link SocketAddresses} does not know
     */
    public SocketAddress sender() {
        return SocketAddresses.decode(address, addressLength);
    }

    /**
     * Find a piece of the ancillary data (man 3 cmsg).
     *
     * @param level SOL_..., IPPROTO_...
     * @param type SCM_..., IP_...
     * @return its data in native order, or null if there is none
     */
    public @Nullable ByteBuffer control(int level, int type) {
        ByteBuffer in = ByteBuffer.wrap(control).order(ByteOrder.nativeOrder());
        int at = 0;
        while (at + HEADER_BYTES <= control.length) {
            int size = in.getInt(at); // the upper half of a 64-bit length is 0
            int levelAt = at + HEADER_BYTES - 8;
            if (size < HEADER_BYTES || at + size > control.length) {
                return null;
            }
            if (in.getInt(levelAt) == level && in.getInt(levelAt + 4) == type) {
                return in.slice(at + HEADER_BYTES, size - HEADER_BYTES).order(ByteOrder.nativeOrder());
            }
            at += (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        }
        return null;
    }
}
