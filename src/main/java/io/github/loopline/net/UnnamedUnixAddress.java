package io.github.loopline.net;

import java.io.ObjectStreamException;
import java.net.SocketAddress;

/**
 * The address of a Unix socket that was not bound: nobody can send to it.
 *
 * @since 0.1
 */
public final class UnnamedUnixAddress extends SocketAddress {

    private static final long serialVersionUID = 1L;

    /** The only one. */
    public static final UnnamedUnixAddress INSTANCE = new UnnamedUnixAddress();

    private UnnamedUnixAddress() {}

    /**
     * Keep it the only one.
     *
     * @return {@link #INSTANCE}
     * @throws ObjectStreamException never
     */
    private Object readResolve() throws ObjectStreamException {
        return INSTANCE;
    }

    /** Write it as messages do. */
    @Override
    public String toString() {
        return "an unnamed socket";
    }
}
