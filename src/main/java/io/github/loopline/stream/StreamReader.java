package io.github.loopline.stream;

import io.github.loopline.internal.Deadline;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.Task;
import io.github.loopline.net.FixtureException;
import io.github.loopline.script.Framing;
import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Recording;
import io.github.loopline.trace.Track;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes bytes from a recording in their order, and waits for those that have not come. */
final class StreamReader {

    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final Connection connection;
    private final Track track;
    private final EventLog log;
    private final StreamIo io;
    private final ReadControl reading;

    StreamReader(Connection connection, Track track, StreamIo io) {
        this.connection = connection;
        this.track = track;
        this.log = track.log();
        this.io = io;
        this.reading = io.reading();
    }

    /** Keeps everything from now on until it is taken. */
    void attach() {
        synchronized (log) {
            track.received().attachReader();
        }
    }

    byte[] receive(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("receive must be given 0 bytes or more but was " + count + ".");
        }
        return take(count, Bytes.count(count), in -> available(in) >= count ? count : -1);
    }

    byte[] receiveUntil(byte[] delimiter) {
        if (delimiter.length == 0) {
            throw new IllegalArgumentException("receiveUntil must be given a delimiter but it was empty.");
        }
        long[] scanned = {0}; // bytes before it hold no delimiter
        return take(Long.MAX_VALUE, "the delimiter " + Bytes.quote(delimiter), in -> {
            long at = in.indexOf(delimiter, scanned[0]);
            scanned[0] = Math.max(in.position(), in.readable() - delimiter.length + 1);
            return at < 0 ? -1 : (int) (at + delimiter.length - in.position());
        });
    }

    byte[] receive(Framing framing) {
        return framing.message(take(Long.MAX_VALUE, "a message (" + framing + ")", framing::whole));
    }

    byte[] receiveToEnd() {
        return take(Long.MAX_VALUE, "the end", in -> isOver() && !isLost(in) ? (int) available(in) : -1);
    }

    /** Waits for what must come: a test that ends meanwhile fails. */
    <T extends @Nullable Object> T expecting(String expected, Supplier<T> wait) {
        log.expecting("\nExpecting " + track + "\n  to have received: " + expected);
        try {
            return wait.get();
        } finally {
            log.expecting(null);
        }
    }

    /** Throws if it is this side that keeps what is awaited from coming: no difference of the peer's. */
    void checkNotClosedHere(String expected) {
        if (track.isClosedHere()) {
            throw ended(expected);
        }
    }

    /** Takes the next bytes if they are what is expected; else leaves them, and gives what is there instead. */
    byte @Nullable [] takeIf(byte[] expected) {
        long[] compared = {0, 0}; // from where, and how many
        boolean[] taken = {false};
        await(expected.length, in -> {
            if (compared[0] != in.position()) {
                compared[0] = in.position(); // or somebody else has taken some meanwhile
                compared[1] = 0;
            }
            int from = (int) compared[1];
            int length = (int) Math.min(expected.length, available(in));
            byte[] next = in.copy(in.position() + from, in.position() + length);
            if (Arrays.mismatch(next, 0, next.length, expected, from, length) >= 0) {
                return true;
            }
            compared[1] = length;
            taken[0] = length == expected.length;
            if (taken[0]) {
                in.take(length);
            }
            return taken[0] || isLost(in);
        });
        if (taken[0]) {
            return null;
        }
        synchronized (log) {
            Recording in = track.received();
            return in.copy(in.position(), in.position() + Math.min(expected.length, available(in)));
        }
    }

    boolean hasMore(boolean bounded) {
        attach();
        Deadline deadline = Deadline.after(bounded ? connection.timeout() : FOR_EVER);
        boolean known = log.await(deadline, () -> {
            Recording in = track.received();
            return available(in) > 0 || isOver() || isLost(in);
        });
        if (!known) {
            throw timedOut("a byte or the end");
        }
        synchronized (log) {
            Recording in = track.received();
            if (available(in) == 0 && isLost(in)) {
                throw ended("a byte or the end");
            }
            return available(in) > 0;
        }
    }

    private byte[] take(long wanted, String awaited, Function<Recording, Integer> length) {
        byte[][] taken = new byte[1][];
        await(wanted, in -> {
            int count = length.apply(in);
            if (count >= 0) {
                taken[0] = in.take(count);
            }
            return count >= 0 || isLost(in);
        });
        byte[] bytes = taken[0];
        if (bytes != null) {
            return bytes;
        }
        throw isOver() || isLost(track.received()) ? ended(awaited) : timedOut(awaited);
    }

    /** Waits until an attempt succeeds, or cannot any more; meanwhile the engine reads on for it. */
    private void await(long wanted, Predicate<Recording> attempt) {
        synchronized (log) {
            track.received().attachReader();
            reading.want(wanted);
        }
        resume();
        try {
            log.await(Deadline.after(connection.timeout()), () -> {
                Recording in = track.received();
                return attempt.test(in) || isOver();
            });
        } finally {
            synchronized (log) {
                reading.wantNoMore();
            }
            resume();
        }
    }

    /** Lets the engine look again, since what it stopped for may be taken. */
    private void resume() {
        if (reading.isThrottled()) {
            Engine.shared().execute(new Task() {
                @Override
                protected void run() {
                    io.input().throttle();
                }
            });
        }
    }

    private static long available(Recording in) {
        return in.readable() - in.position();
    }

    private static boolean isLost(Recording in) {
        return in.readable() < in.size();
    }

    private boolean isOver() {
        return track.peerEnd() != null || track.isClosed() || reading.isShut();
    }

    private FixtureException timedOut(String awaited) {
        return new FixtureException(Deadline.waited(connection.timeout()) + " for " + awaited + " on " + track
                + " but received " + unread() + "." + connection.rival());
    }

    private FixtureException ended(String awaited) {
        if (isLost(track.received())) {
            return new FixtureException("Cannot receive " + awaited + " on " + track + ": bytes from "
                    + track.received().readable() + " on were not kept. Raise recordingLimit, or receive earlier.");
        }
        return new FixtureException("Cannot receive " + awaited + " on " + track + ": " + state()
                + ", and what is left is " + unread() + ".");
    }

    /** Says how things stand, as messages do. */
    String state() {
        EventKind end = track.peerEnd();
        if (end != null) {
            return end == EventKind.FIN_RECEIVED ? "the peer sent FIN" : "the peer sent RST";
        }
        if (track.isClosed()) {
            return connection.closed();
        }
        return reading.isShut() ? "its input is shut down" : "the peer is still connected";
    }

    /** Says that the peer has ended the stream before what was awaited, or gives null if it is not that. */
    @Nullable
    String endedFirst() {
        synchronized (log) {
            Recording in = track.received();
            String rest = available(in) == 0 ? "" : ", and what is left is " + unread();
            return track.peerEnd() == null || isLost(in) ? null : state() + " first" + rest;
        }
    }

    private String unread() {
        synchronized (log) {
            Recording in = track.received();
            int length = (int) Math.min(64, available(in));
            if (length == 0) {
                return "nothing";
            }
            byte[] bytes = in.copy(in.position(), in.position() + length);
            return available(in) + ": " + Bytes.quote(bytes) + (length < available(in) ? "..." : "");
        }
    }

    /** Waits for the peer's end, or for bytes that nobody has taken unless those do not matter. */
    @Nullable
    EventKind awaitEnd(boolean evenIfUnread) {
        await(evenIfUnread ? Long.MAX_VALUE : 0, in -> !evenIfUnread && in.size() > in.position());
        if (!evenIfUnread && isLost(track.received())) {
            throw ended("the end");
        }
        return track.peerEnd();
    }

    byte[] rest() {
        synchronized (log) {
            Recording in = track.received();
            return in.copy(in.position(), in.readable());
        }
    }
}
