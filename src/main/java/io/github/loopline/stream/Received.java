package io.github.loopline.stream;

import io.github.loopline.fixture.Expectation;
import io.github.loopline.fixture.Failure;
import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.Difference;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Recording;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an assertion sees of a connection: read at once, so that all parts of a message agree, and looked at without the lock
 * of the log, which the engine needs.
 *
 * @param connection whose bytes they are
 * @param bytes the first bytes, as many as are kept
 * @param size how many have come
 * @param state how things stand, in words
 * @param over whether nothing more can come
 * @param remedy what to do if not all bytes are kept
 */
record Received(Connection connection, byte[] bytes, long size, String state, boolean over, String remedy) {

    /** Bytes that are copied at once: the engine, which all fixtures of the JVM share, is kept waiting so long. */
    private static final int PIECE = 1 << 20;

    static Received on(Connection connection) {
        EventLog log = connection.track().log();
        Recording in = connection.track().received();
        byte[] bytes;
        Received came;
        synchronized (log) {
            boolean over =
                    connection.track().peerEnd() != null || connection.track().isClosed();
            bytes = new byte[(int) in.kept()];
            came = new Received(
                    connection, bytes, in.size(), connection.reader().state(), over, in.remedy());
        }
        for (int at = 0; at < bytes.length; at += PIECE) {
            synchronized (log) {
                in.copy(at, bytes, at, Math.min(bytes.length, at + PIECE));
            }
        }
        return came;
    }

    static List<Received> on(List<Connection> connections) {
        List<Received> all = new ArrayList<>();
        for (Connection connection : connections) {
            all.add(on(connection));
        }
        return all;
    }

    /** Tells whether what came is as expected; what is not kept cannot be known to be. */
    boolean matches(Expectation expected) {
        return bytes.length == size ? expected.matches(bytes) : expected.isSettled(bytes);
    }

    /** Tells why it can no longer become as expected, or null while it can. */
    @Nullable
    String hopeless(Expectation expected) {
        if (over) {
            return state;
        }
        if (!expected.isPossible(bytes)) {
            return "what came is no beginning of it";
        }
        return bytes.length == size ? null : "what comes is not kept";
    }

    Failure.Text text(Expectation expected) {
        return expected.text(Difference.Words.RECEIVED, bytes, state).and(notKept());
    }

    /** Gives a line for a message, if not all bytes are kept. */
    String notKept() {
        long lost = size - bytes.length;
        String more = lost == 1 ? "1 more byte that is" : lost + " more bytes that are";
        return lost == 0 ? "" : "\n  and " + more + " not kept. " + remedy;
    }

    /** Writes what came for a list of connections. */
    String line() {
        return "\n    #" + connection.index() + " received "
                + (bytes.length == 0 && size > 0 ? Bytes.count(size) + ", not kept" : Difference.shown(bytes, 0));
    }
}
