package io.github.loopline.stream;

import io.github.loopline.fixture.Fillers;
import io.github.loopline.fixture.Listeners;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.UnixPaths;
import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.Addresses;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * Ports and paths where nobody answers, held so that nobody else can take them. A port that was free a moment ago is neither:
 * another process may bind it, and a client whose own port happens to be the same connects to itself.
 */
final class HeldPort {

    /** Connects that fill a queue of one: two on Linux; other kernels count otherwise, none near this. */
    private static final int MOST_FILLERS = 64;

    private HeldPort() {}

    /** Binds without listening: the kernel refuses each connect. SO_REUSEADDR stays off, or others could bind too. */
    static SocketAddress refuse(Scope scope, Options options, boolean unix) {
        SocketAddress wanted = Listeners.wanted(options, unix);
        try {
            if (unix) {
                SocketChannel holder = scope.own(SocketChannel.open(StandardProtocolFamily.UNIX));
                holder.bind(wanted);
                deleteAtEnd(scope, wanted, options);
            } else {
                Socket holder = scope.own(new Socket());
                holder.bind(wanted);
                wanted = holder.getLocalSocketAddress();
            }
            JdkSockets.opened(scope, "refused-port", wanted);
            return wanted;
        } catch (IOException e) {
            Listeners.discard(wanted, options);
            throw Listeners.failed(null, wanted, e);
        }
    }

    /** Listens with a queue of one, and fills it: the kernel answers no further connect. */
    static SocketAddress ignore(Scope scope, Options options, boolean unix) {
        ServerSocketChannel listener = scope.own(Listeners.open(options, unix));
        SocketAddress bound = Listeners.address(listener);
        deleteAtEnd(scope, bound, options);
        try {
            // One after the other: concurrent connects to an empty queue can let one more in.
            for (int i = 0; i < MOST_FILLERS; i++) {
                SocketChannel filler = Fillers.connect(bound);
                if (filler == null) {
                    JdkSockets.opened(scope, "unresponsive-port", bound);
                    return bound;
                }
                scope.own(filler);
            }
        } catch (IOException e) {
            throw Listeners.failed(null, bound, e);
        }
        throw new FixtureException("The queue of " + Addresses.text(bound) + " took " + MOST_FILLERS
                + " connections and is not full: this kernel does not bound it.");
    }

    private static void deleteAtEnd(Scope scope, SocketAddress bound, Options options) {
        if (bound instanceof UnixDomainSocketAddress path) {
            scope.own((AutoCloseable) () -> UnixPaths.delete(path, options));
        }
    }
}
