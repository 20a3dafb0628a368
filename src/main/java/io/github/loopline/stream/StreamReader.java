package io.github.loopline.stream;

import io.github.loopline.internal.Deadline;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.Task;
import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Recording;
import io.github.loopline.trace.Track;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Takes bytes from a recording in their order, and waits for those that have not come. */
final class StreamReader {

    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final Connection connection;
    private final Track track;
    private final EventLog log;
    private final StreamIo io;
    private volatile boolean attached;

    StreamReader(Connection connection, Track track, StreamIo io) {
        this.connection = connection;
        this.track = track;
        this.log = track.log();
        this.io = io;
    }

    /** Keeps everything from now on until it is taken. */
    void attach() {
        if (!attached) {
            attached = true;
            synchronized (log) {
                track.received().attachReader();
            }
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

    byte[] receiveToEnd() {
        return take(Long.MAX_VALUE, "the end", in -> isOver() ? (int) available(in) : -1);
    }

    /** Gives the next bytes as soon as there are {@code count}, they differ from what is expected, or no more can come. */
    byte[] peek(int count, Function<byte[], Boolean> differs) {
        attach();
        byte[][] seen = {{}};
        io.want(count);
        resume();
        log.await(Deadline.after(connection.timeout()), () -> {
            Recording in = track.received();
            int length = (int) Math.min(count, available(in));
            seen[0] = in.copy(in.position(), in.position() + length);
            return length == count || isOver() || differs.apply(seen[0]);
        });
        return seen[0];
    }

    boolean hasMore(boolean bounded) {
        attach();
        Deadline deadline = Deadline.after(bounded ? connection.timeout() : FOR_EVER);
        boolean known = log.await(deadline, () -> available(track.received()) > 0 || isOver());
        if (!known) {
            throw timedOut("a byte or the end");
        }
        synchronized (log) {
            return available(track.received()) > 0;
        }
    }

    private byte[] take(long wanted, String awaited, Function<Recording, Integer> length) {
        attach();
        io.want(wanted);
        resume();
        byte[][] taken = new byte[1][];
        log.await(Deadline.after(connection.timeout()), () -> {
            Recording in = track.received();
            int count = length.apply(in);
            if (count >= 0) {
                taken[0] = in.take(count);
            }
            return count >= 0 || isOver() || isLost(in);
        });
        io.want(0);
        resume();
        byte[] bytes = taken[0];
        if (bytes != null) {
            return bytes;
        }
        throw isOver() || isLost(track.received()) ? ended(awaited) : timedOut(awaited);
    }

    private void resume() {
        if (io.isThrottled()) {
            Engine.shared().execute(new Task() {
                @Override
                protected void run() {
                    io.throttle();
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
        return track.peerEnd() != null || track.isClosed();
    }

    private FixtureException timedOut(String awaited) {
        Duration timeout = connection.timeout();
        String waited = timeout.isZero() ? "Did not wait" : "Waited " + text(timeout);
        return new FixtureException(waited + " for " + awaited + " on " + track + " but received " + unread() + ".");
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
        return track.isClosed() ? "it is closed" : "the peer is still connected";
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

    static String text(Duration time) {
        long millis = time.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }

    /** Takes what {@link #peek} has shown. */
    void skip(int count) {
        synchronized (log) {
            track.received().take(count);
        }
    }

    /** Waits for the peer's end, or for bytes that nobody has taken. */
    @Nullable
    EventKind awaitEnd(boolean evenIfUnread) {
        attach();
        log.await(
                Deadline.after(connection.timeout()),
                () -> isOver() || !evenIfUnread && available(track.received()) > 0);
        return track.peerEnd();
    }

    byte[] rest() {
        synchronized (log) {
            Recording in = track.received();
            return in.copy(in.position(), in.readable());
        }
    }
}
