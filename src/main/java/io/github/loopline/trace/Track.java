package io.github.loopline.trace;

import io.github.loopline.net.FixtureException;
import java.net.SocketAddress;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A lane of the log: one server, one connection, or one datagram socket, with what it received and sent. Thread-safe: every
 * access is under the lock of the log.
 *
 * @since 0.1
 */
public final class Track extends Course {

    private final @Nullable Track parent;
    private final int index;
    private @Nullable String label; // all fields below are guarded by log
    private final Recording received;
    private final Recording sent;
    private final Tally tally;
    private @Nullable SocketAddress local;
    private @Nullable Supplier<String> remark;

    Track(EventLog log, @Nullable Track parent, int index, @Nullable String label, long limit) {
        this(log, parent, index, label, limit, parent != null); // only streams are asked for a digest
    }

    /** Creates a lane that hashes what it does not keep, or only counts it. */
    Track(EventLog log, @Nullable Track parent, int index, @Nullable String label, long limit, boolean hashes) {
        super(log);
        this.parent = parent;
        this.index = index;
        this.label = label;
        this.received = new Recording(limit, hashes);
        this.sent = new Recording(limit, hashes);
        this.tally = new Tally(received, sent, parent == null);
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
        synchronized (log()) {
            label = name;
        }
    }

    /**
     * Remember this side's address, for who looks at the events.
     *
     * @param address of a connection
     */
    public void local(SocketAddress address) {
        synchronized (log()) {
            local = address;
        }
    }

    /**
     * Give this side's address.
     *
     * @return the address, or null if it was not told
     */
    public @Nullable SocketAddress local() {
        synchronized (log()) {
            return local;
        }
    }

    /**
     * Give the address that this side is bound to.
     *
     * @return the address, or null if its events do not tell
     */
    public @Nullable SocketAddress bound() {
        synchronized (log()) {
            Event opened = opened();
            if (local != null || opened == null) {
                return local;
            }
            Track owner = opened.kind() == EventKind.ACCEPTED ? parent : null;
            Event binding = owner == null ? opened : owner.opened();
            return binding != null && binding.kind() == EventKind.OPENED ? addressOf(binding) : null;
        }
    }

    /** Gives the address of the other end, as far as its events tell. */
    @Nullable
    SocketAddress remote() {
        Event connected = connected();
        return connected == null ? null : addressOf(connected);
    }

    private static @Nullable SocketAddress addressOf(Event event) {
        return event.detail() instanceof SocketAddress address ? address : null;
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

    /** Remember each thing that comes as a message, also on a connection. */
    public void keepMessages() {
        synchronized (log()) {
            tally.keepMessages();
        }
    }

    /**
     * Give a datagram or message that was received.
     *
     * @param ordinal 0 for the first
     * @return its event, or null if it has not come or was not kept
     */
    public @Nullable Event message(int ordinal) {
        synchronized (log()) {
            return tally.message(ordinal);
        }
    }

    /**
     * List the datagrams or messages that were received and kept.
     *
     * @return a snapshot of their events, potentially empty
     */
    public List<Event> messages() {
        synchronized (log()) {
            return tally.messages();
        }
    }

    /**
     * Count the datagrams or messages that were received, kept or not.
     *
     * @return the count
     */
    public long messageCount() {
        synchronized (log()) {
            return tally.messageCount();
        }
    }

    /**
     * Count how often it was told that nobody is bound to the port that a datagram went to.
     *
     * @return the count
     */
    public long unreachableCount() {
        synchronized (log()) {
            return tally.unreachableCount();
        }
    }

    /**
     * Remark upon a connection over which nothing was sent. Reports tell it, where the connection began.
     *
     * @param text asked under the lock of the log; empty for nothing
     */
    public void remark(Supplier<String> text) {
        synchronized (log()) {
            remark = text;
        }
    }

    /** Gives the remark as an event, or null if there is nothing to say. */
    @Nullable
    Event remarked() {
        Event began = connected();
        if (remark == null || began == null || sent.size() > 0) {
            return null;
        }
        String text = remark.get();
        return text.isEmpty() ? null : new Event(began.nanos(), this, EventKind.NOTE, 0, 0, text);
    }

    /**
     * Say that a verb comes too late, since the fixture is closed, and by the end of which test, if that closed it.
     *
     * @param verb that cannot be done any more, with its object
     * @return what to throw, never null
     */
    public FixtureException closed(String verb) {
        return new FixtureException(
                "Cannot " + verb + ": " + this + " " + log().ended("closed") + ". Do so before its close.");
    }

    /** Notes an event, kept or not; the log calls it under its lock. */
    void accept(Event event, boolean kept) {
        accept(event);
        tally.accept(event, kept);
    }

    /** Gives what it has counted. */
    Meters meters() {
        synchronized (log()) {
            return tally.meters();
        }
    }

    /** Tells whether it is what bears a name, or a part of that. */
    boolean isOf(String name) {
        return toString().equals(name) || parent != null && parent.toString().equals(name);
    }

    /** Name the lane, as messages and the transcript do. */
    @Override
    public String toString() {
        synchronized (log()) {
            if (label != null) {
                return label;
            }
            return parent == null ? "fixture" : "connection #" + index + " of " + parent;
        }
    }
}
