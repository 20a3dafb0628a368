package io.github.loopline.check;

import io.github.loopline.internal.SocketTable;
import io.github.loopline.internal.SocketTable.Row;
import io.github.loopline.internal.posix.SocketLookup;
import io.github.loopline.trace.Addresses;
import io.github.loopline.trace.Event;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Recording;
import io.github.loopline.trace.Track;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a fixture whose other end the code under test has not closed, or a socket of UDP that it has connected to a fixture.
 *
 * @since 0.1
 */
public final class LeftOpen {

    /** Bytes of a record of TLS that says the end (RFC 8446, 6.1), and that a client which has its answer need not read. */
    private static final int GOODBYE = 64;

    private final Track track;
    private final SocketAddress other;
    private final long since; // times of System.nanoTime(), as the next
    private final long heard;
    private final @Nullable Row datagrams; // its socket, if it is none of a connection

    /** Of a connection that a fixture has accepted. */
    LeftOpen(Track track) {
        Event connected = Objects.requireNonNull(track.connected(), "connected");
        this.track = track;
        other = (SocketAddress) Objects.requireNonNull(connected.detail());
        since = connected.nanos();
        heard = track.heard();
        datagrams = null;
    }

    /** Of a socket of UDP that is connected to a peer, which heard it first and last then. */
    LeftOpen(Track peer, Row socket, long since, long heard) {
        track = peer;
        other = socket.local();
        this.since = since;
        this.heard = heard;
        datagrams = socket;
    }

    /**
     * Give the fixture's side of it.
     *
     * @return its lane in the log, never null
     */
    public Track track() {
        return track;
    }

    /**
     * Say so in the fixture's lane.
     *
     * @return a line for the transcript, never null
     */
    public String note() {
        return (datagrams == null ? "" : Addresses.text(other) + " ") + "left open by the code under test";
    }

    /** Gives the time when the other end was last heard, of {@link System#nanoTime()}. */
    long heard() {
        return heard;
    }

    /** Gives the address of the code under test's end; a Unix client seldom has one. */
    SocketAddress other() {
        return other;
    }

    /**
     * Asks the kernel whether the other end is open indeed. What the fixture's side has seen is exact, but while it does not read,
     * or once it has closed, it sees nothing.
     */
    boolean isConfirmed() {
        if (datagrams != null) {
            return true; // the kernel has told of it
        }
        if (track.isReset()) {
            return false; // the kernel's tables have no sockets that were reset, and it takes milliseconds to read them
        }
        InetSocketAddress here = here();
        if (here != null && other() instanceof InetSocketAddress there && SocketTable.isThere()) {
            return SocketLookup.inode(there, here) > 0;
        }
        return !track.isClosed() && !track.isBlind();
    }

    /**
     * Tell whether a client may keep it for its next request, though the last one has failed: HTTP/1.1 says so, where an answer is whole and
     * read, whatever its status. That the fixture has closed it meanwhile a pool sees when it takes it again.
     *
     * @return true if all that came and went is of HTTP/1.1, and nothing is left to be answered or read
     */
    public boolean mayBeKept() {
        if (datagrams != null || !KeptAlive.isAtRest(text(track.received()), text(track.sent()))) {
            return false;
        }
        Row row = row();
        return row == null || row.unread() <= (isTls() ? GOODBYE : 0);
    }

    private boolean isTls() {
        return track.log().transcript(0).events().stream()
                .anyMatch(event -> event.track() == track && event.kind() == EventKind.TLS);
    }

    private static String text(Recording recording) {
        long size = recording.size();
        return recording.keeps(size)
                ? new String(recording.copy(0, size), StandardCharsets.ISO_8859_1)
                : ""; // past its limit
    }

    private @Nullable InetSocketAddress here() {
        return track.local() instanceof InetSocketAddress inet ? inet : null;
    }

    /** Describe it: the fixture, the addresses, the age, and what the kernel says of the other end. */
    @Override
    public String toString() {
        long now = System.nanoTime();
        StringBuilder text = new StringBuilder();
        text.append(track)
                .append(datagrams == null ? ", open for " : ", heard first ")
                .append(age(now - since));
        text.append(datagrams == null ? "" : " ago");
        if (heard != since) {
            text.append(", last heard ").append(age(now - heard)).append(" ago");
        }
        if (track.isClosed()) {
            text.append(", closed here");
        }
        String socket = socket();
        return text.append(": ")
                .append(socket == null ? Addresses.text(other()) : socket)
                .toString();
    }

    /** Asks the kernel whether this side has ended the stream, and the other not closed its end. */
    boolean isUnheeded() {
        Row row = row();
        return row != null && row.isUnheeded();
    }

    private @Nullable String socket() {
        Row row = row();
        return row == null ? null : KernelSocket.describe(row);
    }

    /** Asks the kernel for the other end; gives null where that is gone, or nothing tells. */
    private @Nullable Row row() {
        if (datagrams != null) {
            return datagrams;
        }
        InetSocketAddress here = here();
        if (here == null || !(other() instanceof InetSocketAddress there)) {
            return null;
        }
        long inode = SocketLookup.inode(there, here);
        if (inode <= 0) {
            return null;
        }
        return SocketTable.tcp().stream()
                .filter(row -> row.inode().equals(String.valueOf(inode)))
                .findFirst()
                .orElse(null);
    }

    private static String age(long nanos) {
        return Duration.ofNanos(nanos).toMillis() + " ms";
    }
}
