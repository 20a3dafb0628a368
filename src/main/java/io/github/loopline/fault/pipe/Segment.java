package io.github.loopline.fault.pipe;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What is under way in a pipe: bytes, a cut, or an end. */
final class Segment {

    enum Kind {
        DATA,
        CUT,
        FIN,
        RST
    }

    private final Kind kind;
    private final @Nullable ByteBuffer data;
    private final boolean changed;
    private final long due;
    private long place;

    private Segment(Kind kind, @Nullable ByteBuffer data, long place, boolean changed, long due) {
        this.kind = kind;
        this.data = data;
        this.place = place;
        this.changed = changed;
        this.due = due;
    }

    static Segment data(ByteBuffer data, long place, boolean changed, long due) {
        return new Segment(Kind.DATA, data, place, changed, due);
    }

    static Segment end(Kind kind, long due) {
        return new Segment(kind, null, -1, false, due);
    }

    /** A place that is passed once the peer has read all before it. */
    static Segment cut(long due) {
        return new Segment(Kind.CUT, null, -1, false, due);
    }

    Kind kind() {
        return kind;
    }

    /** Gives the bytes that are still to be written, null for a cut and an end. */
    @Nullable
    ByteBuffer data() {
        return data;
    }

    /** Gives the offset that the first of them had when it came. */
    long place() {
        return place;
    }

    boolean isChanged() {
        return changed;
    }

    /** Gives when it may arrive, on the clock of {@link System#nanoTime()}. */
    long due() {
        return due;
    }

    /** Moves on behind bytes that are written. */
    void advance(ByteBuffer bytes, int written) {
        bytes.position(bytes.position() + written);
        place += written;
    }
}
