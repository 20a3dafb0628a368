package io.github.loopline.check;

import io.github.loopline.trace.Event;
import java.net.SocketAddress;

/**
 * What stands beside an owner of fixtures while it opens them, and decides whether their failures count. Not for users.
 *
 * @since 0.1
 */
public interface Attendant {

    /** Does nothing, and every failure counts. */
    Attendant NONE = new Attendant() {
        @Override
        public void opened(Object fixture) {
            // it stays as it is
        }

        @Override
        public boolean judges() {
            return true;
        }
    };

    /**
     * Do what is to be done with a fixture before the test has it.
     *
     * @param fixture what was opened: a fixture, a socket of the JDK, an address, or a list of them
     */
    void opened(Object fixture);

    /**
     * Do what is to be done before a client connects.
     *
     * @param address where to
     */
    default void connecting(SocketAddress address) {
        // nothing
    }

    /**
     * Do what is to be done before a peer sends a datagram.
     *
     * @param address where to
     */
    default void sending(SocketAddress address) {
        // nothing
    }

    /**
     * Tell whether a failure on a thread of a fixture fails the test.
     *
     * @return false while the conversation is broken on purpose
     */
    boolean judges();

    /**
     * Tell whether one such failure does.
     *
     * @param failure on a thread of a fixture
     * @return false if it is of what others did, who are not of the test
     */
    default boolean judges(Event failure) {
        return judges();
    }
}
