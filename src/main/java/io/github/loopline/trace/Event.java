package io.github.loopline.trace;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened on a socket.
 *
 * @param nanos when, on the clock of {@link System#nanoTime()}
 * @param track whose event it is, never null
 * @param kind what happened, never null
 * @param offset for bytes sent or received: where they begin in the track's stream
 * @param length for bytes sent or received: how many; 0 otherwise
 * @param detail an address, an exception or words, or null
 * @since 0.1
 */
public record Event(
        long nanos,
        Track track,
        EventKind kind,
        long offset,
        int length,
        @Nullable Object detail) {

    /**
     * Create an event.
     *
     * @param nanos when
     * @param track whose
     * @param kind what
     * @param offset where in the stream
     * @param length how many bytes
     * @param detail more about it, or null
     */
    public Event {
        Objects.requireNonNull(track, "track");
        Objects.requireNonNull(kind, "kind");
    }

    /**
     * Give the bytes that were sent or received, as far as the recording keeps them; it does until the owner closes.
     *
     * @return a copy; empty for other events
     */
    public byte[] bytes() {
        if (kind != EventKind.SENT && kind != EventKind.RECEIVED) {
            return new byte[0];
        }
        synchronized (track.log()) {
            Recording recording = kind == EventKind.SENT ? track.sent() : track.received();
            long end = Math.min(offset + length, recording.kept());
            return end <= offset ? new byte[0] : recording.copy(offset, end);
        }
    }

    /** Describe the event as the transcript does, without its time. */
    @Override
    public String toString() {
        return track + " " + EventText.of(this);
    }
}
