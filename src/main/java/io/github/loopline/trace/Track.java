package io.github.loopline.trace;

import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A lane of the log: one server, one connection, or one datagram socket, with what it received and sent. Thread-safe: every
 * access is under the lock of the log.
 *
 * @since 0.1
 */
public final class Track {

    private final EventLog log;
    private final @Nullable Track parent;
    private final int index;
    private @Nullable String label; // all fields below are guarded by log
    private final Recording received;
    private final Recording sent;
    private @Nullable Event opened;
    private @Nullable Event end;
    private @Nullable Event closed;
    private @Nullable Event failed;
    private @Nullable SocketAddress local;
    private long heard; // when something last came from the peer
    private boolean blind; // what the peer does may go unseen
    private boolean hasMessages;
    private @Nullable List<Event> messages;
    private long unlisted;
    private long unreachable;
    private long connections;
    private long sentMessages;
    private long strikes;
    private long errors;

    Track(EventLog log, @Nullable Track parent, int index, @Nullable String label, long limit) {
        this(log, parent, index, label, limit, parent != null); // only streams are asked for a digest
    }

    /** Creates a lane that hashes what it does not keep, or only counts it. */
    Track(EventLog log, @Nullable Track parent, int index, @Nullable String label, long limit, boolean hashes) {
        this.log = log;
        this.parent = parent;
        this.index = index;
        this.label = label;
        this.hasMessages = parent == null;
        this.received = new Recording(limit, hashes);
        this.sent = new Recording(limit, hashes);
    }

    /**
     * Give the log that this lane belongs to.
     *
     * @return the log, never null
     */
    public EventLog log() {
        return log;
    }

    /**
     * Give the server or client that this connection belongs to.
     *
     * @return the lane of the owner, or null for a fixture's own lane
     */
    public @Nullable Track parent() {
        return parent;
    }

    /**
     * Give the ordinal of the connection at its owner, from 0.
     *
     * @return the index, or -1 for a fixture's own lane
     */
    public int index() {
        return index;
    }

    /**
     * Rename the lane, once its port is known.
     *
     * @param name the new name, never null
     */
    public void name(String name) {
        synchronized (log) {
            label = name;
        }
    }

    /**
     * Remember this side's address, for who looks at the events.
     *
     * @param address of a connection
     */
    public void local(SocketAddress address) {
        synchronized (log) {
            local = address;
        }
    }

    /**
     * Give this side's address.
     *
     * @return the address, or null if it was not told
     */
    public @Nullable SocketAddress local() {
        synchronized (log) {
            return local;
        }
    }

    /** Gives the address that this side is bound to, as far as its events tell. */
    @Nullable
    SocketAddress bound() {
        synchronized (log) {
            if (local != null || opened == null) {
                return local;
            }
            Track owner = opened.kind() == EventKind.ACCEPTED ? parent : null;
            Event binding = owner == null ? opened : owner.opened;
            return binding != null && binding.kind() == EventKind.OPENED ? addressOf(binding) : null;
        }
    }

    /** Gives the address of the other end, as far as its events tell. */
    @Nullable
    SocketAddress remote() {
        synchronized (log) {
            return opened == null || opened.kind() == EventKind.OPENED ? null : addressOf(opened);
        }
    }

    private static @Nullable SocketAddress addressOf(Event event) {
        return event.detail() instanceof SocketAddress address ? address : null;
    }

    /** Tells whether it has a socket: it was opened, accepted or connected, and is neither stopped nor closed. */
    boolean isOpen() {
        synchronized (log) {
            return opened != null && closed == null;
        }
    }

    /** Gives the time since when it is open. */
    long openedNanos() {
        synchronized (log) {
            return opened == null ? System.nanoTime() : opened.nanos();
        }
    }

    /** Remember each thing that comes as a message, also on a connection. */
    public void keepMessages() {
        synchronized (log) {
            hasMessages = true;
        }
    }

    /**
     * Give what came in. Hold the log's lock while using it.
     *
     * @return the recording, never null
     */
    public Recording received() {
        return received;
    }

    /**
     * Give what went out. Hold the log's lock while using it.
     *
     * @return the recording, never null
     */
    public Recording sent() {
        return sent;
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

    /**
     * Give a datagram or message that was received.
     *
     * @param ordinal 0 for the first
     * @return its event, or null if it has not come or was not kept
     */
    public @Nullable Event message(int ordinal) {
        synchronized (log) {
            return messages == null || ordinal >= messages.size() ? null : messages.get(ordinal);
        }
    }

    /**
     * List the datagrams or messages that were received and kept.
     *
     * @return a snapshot of their events, potentially empty
     */
    public List<Event> messages() {
        synchronized (log) {
            return messages == null ? List.of() : new ArrayList<>(messages);
        }
    }

    /**
     * Count the datagrams or messages that were received, kept or not.
     *
     * @return the count
     */
    public long messageCount() {
        synchronized (log) {
            return unlisted + (messages == null ? 0 : messages.size());
        }
    }

    /**
     * Count how often it was told that nobody is bound to the port that a datagram went to.
     *
     * @return the count
     */
    public long unreachableCount() {
        synchronized (log) {
            return unreachable;
        }
    }

    /** Notes the event where later questions look for it; the log calls it under its lock. */
    void accept(Event event, boolean kept) {
        switch (event.kind()) {
            case OPENED -> {
                opened = event;
                heard = event.nanos();
            }
            case ACCEPTED, CONNECTED -> {
                opened = event;
                heard = event.nanos();
                connections++;
            }
            case SENT -> sentMessages++;
            case ERROR -> errors++;
            case FAULT -> {
                blind = true;
                strikes += isStrike(event) ? 1 : 0;
            }
            case STOPPED -> opened = null;
            case FIN_RECEIVED -> end = event;
            case RST_RECEIVED -> {
                end = event;
                closed = event;
            }
            case CLOSED, RST_SENT -> closed = closed == null ? event : closed;
            case SEND_FAILED -> failed = event;
            case READING_STOPPED, INPUT_SHUT -> blind = true;
            case RECEIVED -> {
                heard = event.nanos();
                listMessage(event, kept);
            }
            case PORT_UNREACHABLE -> unreachable++;
            default -> {}
        }
    }

    /** What a fault is at its beginning and end is told too. */
    private static boolean isStrike(Event event) {
        String words = String.valueOf(event.detail());
        return !words.startsWith("applied: ") && !words.startsWith("lifted: ") && !words.startsWith("further strikes ");
    }

    /** Gives what it has counted. */
    Meters meters() {
        synchronized (log) {
            return new Meters(
                    connections,
                    received.size(),
                    sent.size(),
                    messageCount(),
                    hasMessages ? sentMessages : 0,
                    strikes,
                    errors);
        }
    }

    /** Tells whether it is what bears a name, or a part of that. */
    boolean isOf(String name) {
        return toString().equals(name) || parent != null && parent.toString().equals(name);
    }

    private void listMessage(Event event, boolean kept) {
        if (!hasMessages) {
            return; // a stream
        }
        if (kept && received.keeps(event.offset() + event.length())) {
            messages = messages == null ? new ArrayList<>() : messages;
            messages.add(event);
        } else {
            unlisted++;
        }
    }

    /** Name the lane, as messages and the transcript do. */
    @Override
    public String toString() {
        synchronized (log) {
            if (label != null) {
                return label;
            }
            return parent == null ? "fixture" : "connection #" + index + " of " + parent;
        }
    }
}
