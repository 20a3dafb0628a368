package io.github.loopline.check;

import io.github.loopline.internal.SocketTable;
import io.github.loopline.trace.Addresses;
import io.github.loopline.trace.Event;
import io.github.loopline.trace.Track;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a fixture whose other end the code under test has not closed.
 *
 * @since 0.1
 */
public final class LeftOpen {

    private final Track track;
    private final Event connected;

    LeftOpen(Track track) {
        this.track = track;
        this.connected = Objects.requireNonNull(track.connected(), "connected");
    }

    /**
     * Give the fixture's side of it.
     *
     * @return its lane in the log, never null
     */
    public Track track() {
        return track;
    }

    /** Gives the address of the code under test's end; a Unix client seldom has one. */
    SocketAddress other() {
        return (SocketAddress) Objects.requireNonNull(connected.detail());
    }

    /**
     * Asks the kernel whether the other end is open indeed. What the fixture's side has seen is exact, but while it does not read,
     * or once it has closed, it sees nothing.
     */
    boolean isConfirmed() {
        InetSocketAddress here = here();
        if (here != null && other() instanceof InetSocketAddress there && SocketTable.isThere()) {
            return SocketTable.inode(there, here) > 0;
        }
        return !track.isClosed() && !track.isBlind();
    }

    private @Nullable InetSocketAddress here() {
        return track.local() instanceof InetSocketAddress inet ? inet : null;
    }

    /** Describe it: the fixture, the addresses, the age, and what the kernel says of the other end. */
    @Override
    public String toString() {
        long now = System.nanoTime();
        StringBuilder text = new StringBuilder();
        text.append(track).append(", open for ").append(age(now - connected.nanos()));
        if (track.heard() != connected.nanos()) {
            text.append(", last heard ").append(age(now - track.heard())).append(" ago");
        }
        if (track.isClosed()) {
            text.append(", closed here");
        }
        String socket = socket();
        return text.append(": ")
                .append(socket == null ? Addresses.text(other()) : socket)
                .toString();
    }

    private @Nullable String socket() {
        InetSocketAddress here = here();
        if (here == null || !(other() instanceof InetSocketAddress there)) {
            return null;
        }
        long inode = SocketTable.inode(there, here);
        return inode > 0 ? KernelSocket.describe(String.valueOf(inode)) : null;
    }

    private static String age(long nanos) {
        return Duration.ofNanos(nanos).toMillis() + " ms";
    }
}
