package io.github.loopline.stream;

import io.github.loopline.trace.Track;

/**
 * Says whether a connection is read: not after its end, not while the test has stopped it, and not while the reader is far
 * behind. For the engine's thread, but for what is said to need the lock, and the questions.
 *
 * <p>What a waiting thread looks at changes under the lock of the log and before the event that wakes it, or it would look
 * too early and sleep on.
 */
final class ReadControl {

    /** Unread bytes beyond the recording limit at which reading stops until the reader has taken some. */
    private static final long MOST_UNREAD = 1 << 20;

    private final Track track;
    private boolean stopped; // by the test
    private boolean over; // FIN came, or the test shut the input down
    private volatile boolean shut; // by the test
    private volatile boolean throttled; // the reader is behind; written under the log's lock
    private int readers; // that wait; guarded by the log, as the next
    private long wanted; // bytes that they wait for

    ReadControl(Track track) {
        this.track = track;
    }

    boolean isOff() {
        return stopped || throttled || over;
    }

    boolean isStopped() {
        return stopped;
    }

    /** Stops or goes on, and tells whether that is new. */
    boolean stop(boolean stop) {
        boolean changed = stopped != stop;
        stopped = stop;
        return changed;
    }

    boolean isOver() {
        return over;
    }

    void end() {
        over = true;
    }

    boolean isShut() {
        return shut;
    }

    void shut() {
        over = true;
        shut = true;
    }

    /** Notes how much a reader waits for, so that reading does not stop before. The log is locked. */
    void want(long bytes) {
        readers++;
        wanted = Math.max(wanted, bytes);
    }

    /** Takes back what {@link #want} said. The log is locked. */
    void wantNoMore() {
        readers--;
        wanted = readers == 0 ? 0 : wanted;
    }

    boolean isThrottled() {
        return throttled;
    }

    /** Looks again whether the reader is behind, and tells whether that changed. */
    boolean throttle() {
        synchronized (track.log()) {
            boolean behind = track.received().backlog() > Math.max(MOST_UNREAD, wanted);
            boolean changed = behind != throttled;
            throttled = behind;
            return changed;
        }
    }
}
