package io.github.loopline.trace;

import org.jspecify.annotations.Nullable;

/** The course of a {@link Track}: how it began, how it ended, and what failed between. Guarded by the log. */
abstract class Course {

    private final EventLog log;
    private @Nullable Event opened; // all fields below are guarded by log
    private @Nullable Event end;
    private @Nullable Event closed;
    private boolean gone; // the socket is closed too
    private boolean reset; // by this side
    private @Nullable Event failed;
    private long heard; // when something last came from the peer
    private boolean blind; // what the peer does may go unseen

    Course(EventLog log) {
        this.log = log;
    }

    /**
     * Give the log that this lane belongs to.
     *
     * @return the log, never null
     */
    public EventLog log() {
        return log;
    }

    /** Tells whether it has a socket: it was opened, accepted or connected, and is neither stopped nor closed. */
    boolean isOpen() {
        synchronized (log) {
            return opened != null && !gone;
        }
    }

    /** Gives the time since when it is open. */
    long openedNanos() {
        synchronized (log) {
            return opened == null ? System.nanoTime() : opened.nanos();
        }
    }

    /** Gives what opened it, or null if nothing did, or it was stopped since. */
    @Nullable
    Event opened() {
        synchronized (log) {
            return opened;
        }
    }

    /**
     * Tell how the peer ended it.
     *
     * @return {@link EventKind#FIN_RECEIVED}, {@link EventKind#RST_RECEIVED}, or null while it has not
     */
    public @Nullable EventKind peerEnd() {
        synchronized (log) {
            return end == null ? null : end.kind();
        }
    }

    /**
     * Tell whether this side has closed the socket, or an RST has.
     *
     * @return true once nothing can be received or sent any more
     */
    public boolean isClosed() {
        synchronized (log) {
            return closed != null;
        }
    }

    /**
     * Tell whether this side had closed or reset before the peer ended.
     *
     * @return true if this side was first
     */
    public boolean isClosedHere() {
        synchronized (log) {
            return closed != null && end == null;
        }
    }

    /**
     * Tell whether this side has sent RST.
     *
     * @return true if so
     */
    public boolean isReset() {
        synchronized (log) {
            return reset;
        }
    }

    /**
     * Tell how the connection began.
     *
     * @return an event of kind {@link EventKind#ACCEPTED} or {@link EventKind#CONNECTED} with the other end's address, or null
     *     if this is no connection
     */
    public @Nullable Event connected() {
        synchronized (log) {
            return opened == null || opened.kind() == EventKind.OPENED ? null : opened;
        }
    }

    /**
     * Tell when the peer was last heard: it connected, or its bytes came.
     *
     * @return a time of {@link System#nanoTime()}, of a connection
     */
    public long heard() {
        synchronized (log) {
            return heard;
        }
    }

    /**
     * Tell whether the peer's end may go unseen: reading was stopped, or a fault acted.
     *
     * @return true if so
     */
    public boolean isBlind() {
        synchronized (log) {
            return blind;
        }
    }

    /**
     * Give the failure of the last send.
     *
     * @return the event, or null if none failed
     */
    public @Nullable Event sendFailure() {
        synchronized (log) {
            return failed;
        }
    }

    /** Notes the event where later questions look for it; the log calls it under its lock. */
    void accept(Event event) {
        switch (event.kind()) {
            case OPENED, ACCEPTED, CONNECTED -> {
                opened = event;
                heard = event.nanos();
            }
            case STOPPED -> opened = null;
            case FIN_RECEIVED -> end = event;
            case RST_RECEIVED -> {
                end = closed == null ? event : end;
                closed = closed == null ? event : closed;
                gone = true;
            }
            case CLOSING -> closed = event;
            case CLOSED, RST_SENT -> {
                reset |= event.kind() == EventKind.RST_SENT;
                closed = closed == null ? event : closed;
                gone = true;
            }
            case SEND_FAILED -> failed = event;
            case FAULT, READING_STOPPED, INPUT_SHUT -> blind = true;
            case RECEIVED -> heard = event.nanos();
            default -> {}
        }
    }
}
