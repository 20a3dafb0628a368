package io.github.loopline.script;

import io.github.loopline.trace.Recording;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The bytes that nobody has taken yet, as an {@link Input} or {@link Framing} looks at them. */
final class Window {

    private final @Nullable Recording recording; // read under the log's lock
    private final byte[] copied;
    private final int start; // in the copy
    private final boolean ended;
    private final boolean message;
    private long scanned; // no delimiter begins before it

    private Window(@Nullable Recording recording, byte[] copied, int start, boolean ended, boolean message) {
        this.recording = recording;
        this.copied = copied;
        this.start = start;
        this.ended = ended;
        this.message = message;
    }

    static Window live(Recording recording, boolean ended, long scanned) {
        Window window = new Window(recording, new byte[0], 0, ended, false);
        window.scanned = scanned;
        return window;
    }

    static Window of(byte[] bytes, boolean ended) {
        return of(bytes, 0, ended);
    }

    /** Looks at what stands behind an offset. */
    static Window of(byte[] bytes, int from, boolean ended) {
        return new Window(null, bytes, from, ended, false);
    }

    /** Looks at a message of the socket, which an input takes whole or not at all. */
    static Window message(byte[] bytes) {
        return new Window(null, bytes, 0, true, true);
    }

    boolean isMessage() {
        return message;
    }

    long size() {
        return recording == null ? copied.length - start : recording.readable() - recording.position();
    }

    /** Tells whether nothing comes behind these bytes. */
    boolean isEnded() {
        return ended;
    }

    long scanned() {
        return scanned;
    }

    byte[] copy(long from, long to) {
        if (recording == null) {
            return Arrays.copyOfRange(copied, start + (int) from, start + (int) to);
        }
        return recording.copy(recording.position() + from, recording.position() + to);
    }

    /** Copies the first bytes, fewer if there are fewer. */
    byte[] start(long most) {
        return copy(0, Math.min(most, size()));
    }

    /** Finds the first delimiter at or behind an offset, or gives -1. */
    long indexOf(byte[] delimiter, long from) {
        long at = recording == null ? indexInCopy(delimiter, from) : indexInRecording(recording, delimiter, from);
        if (at < 0) {
            scanned = Math.max(scanned, size() - delimiter.length + 1);
        }
        return at;
    }

    private long indexInRecording(Recording live, byte[] delimiter, long from) {
        long at = live.indexOf(delimiter, live.position() + Math.max(from, scanned));
        return at < 0 ? at : at - live.position();
    }

    private long indexInCopy(byte[] delimiter, long from) {
        for (int at = start + (int) Math.max(from, scanned); at <= copied.length - delimiter.length; at++) {
            int i = 0;
            while (i < delimiter.length && copied[at + i] == delimiter[i]) {
                i++;
            }
            if (i == delimiter.length) {
                return (long) at - start;
            }
        }
        return -1;
    }
}
