package io.github.loopline.trace;

import io.github.loopline.internal.engine.Chunks;
import io.github.loopline.net.FixtureException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one direction of a socket. The first {@code limit} bytes are kept; those after it are counted and hashed, and,
 * if there is a reader, kept until it has read them.
 *
 * <p>Not thread-safe: callers hold the lock of the log, but for {@link #target}, which only the engine's thread calls and
 * whose bytes nobody sees before {@link #commit}.
 */
public final class Recording {

    private final long limit;
    private final boolean hashes; // what is not kept
    private final Storage storage;
    private long total;
    private long lostFrom = Long.MAX_VALUE; // nothing from here on is kept
    private final Hash hash = new Hash(); // of bytes beyond the limit at once, of those before it when somebody asks
    private boolean read; // somebody reads
    private long position; // what the reader takes next
    private boolean released;
    private @Nullable Recording original; // what this is a copy of so far, byte for byte

    Recording(long limit) {
        this(limit, true, Chunks.SHARED);
    }

    /** Creates a recording that hashes what it does not keep, or, for datagrams, only counts it: it takes time to hash. */
    Recording(long limit, boolean hashes) {
        this(limit, hashes, Chunks.SHARED);
    }

    /** Creates a recording with a pool of its own, for tests of what happens when that is empty. */
    Recording(long limit, Chunks pool) {
        this(limit, true, pool);
    }

    private Recording(long limit, boolean hashes, Chunks pool) {
        this.hashes = hashes;
        this.storage = new Storage(pool);
        // whole chunks, because the engine fills the last one without looking at the limit
        this.limit = limit <= Storage.SMALL ? limit : (limit + Chunks.BYTES - 1) / Chunks.BYTES * Chunks.BYTES;
    }

    /**
     * Count the bytes so far, kept or not.
     *
     * @return the count
     */
    public long size() {
        return total;
    }

    /**
     * Tell whether the bytes before {@code end} can still be looked at.
     *
     * @param end an offset in the stream
     * @return true if they are kept
     */
    public boolean keeps(long end) {
        return end <= kept() && !released;
    }

    /**
     * Count the bytes that can still be looked at once all are read: the first ones, up to the limit.
     *
     * @return the count
     */
    public long kept() {
        return original != null ? Math.min(total, original.kept()) : Math.min(total, Math.min(limit, lostFrom));
    }

    /**
     * Count the bytes that the reader has not taken and that lie beyond the limit, so that only the reader needs them.
     *
     * @return the count, 0 without a reader
     */
    public long backlog() {
        return read ? total - Math.max(position, Math.min(limit, total)) : 0;
    }

    /** Keep what comes beyond the limit until it is read: somebody reads. */
    public void attachReader() {
        read = true;
    }

    /**
     * Become a copy of another recording, which costs no memory as long as it stays one: {@link #repeat}.
     *
     * @param of the other one, of the same log
     */
    void mirror(Recording of) {
        original = of;
    }

    /**
     * Add a copy of bytes that another recording has at the offset that is next here, without copying them if this is its mirror.
     *
     * @param bytes from its position to its limit; left as it was
     * @param of the other recording
     * @param from where it has them
     */
    void repeat(ByteBuffer bytes, Recording of, long from) {
        if (original == of && from == total) {
            total += bytes.remaining();
        } else {
            append(bytes);
        }
    }

    /** Stops to be a mirror, since something else comes now. */
    private void detach(Recording of) {
        long end = total;
        long keep = kept();
        original = null;
        total = 0;
        for (long at = 0; at < keep; at += Storage.SMALL) {
            append(ByteBuffer.wrap(of.copy(at, Math.min(keep, at + Storage.SMALL))));
        }
        if (keep < end) {
            lostFrom = Math.min(lostFrom, keep);
            total = end;
        }
    }

    /**
     * Give the buffer to read into: the free part of the last chunk, or the scratch buffer.
     *
     * @param scratch the engine's buffer, empty
     * @return where the next bytes go, to be handed to {@link #commit} with the position behind them
     */
    public ByteBuffer target(ByteBuffer scratch) {
        ByteBuffer free = storage.free();
        return free != null && total < limit && lostFrom == Long.MAX_VALUE ? free : scratch;
    }

    /**
     * Add the bytes that were put into {@code target} from {@code start} to its position.
     *
     * @param target what {@link #target} gave
     * @param start its position before
     */
    public void commit(ByteBuffer target, int start) {
        int length = target.position() - start;
        if (storage.isLast(target)) {
            total += length;
        } else {
            append(target.duplicate().flip().position(start));
        }
        if (storage.isLarge() && total < limit) {
            room(); // so that the next bytes too are read to where they stay, and not copied there
        }
    }

    /**
     * Add a copy of bytes.
     *
     * @param bytes from its position to its limit; left as it was
     */
    public void append(ByteBuffer bytes) {
        if (original != null && !released) {
            detach(original);
        }
        int at = bytes.position();
        while (at < bytes.limit() && !released) {
            int room = room();
            int length = bytes.limit() - at;
            if (room == 0) {
                lostFrom = Math.min(lostFrom, total);
            } else {
                length = (int) Math.min(Math.min(room, length), total < limit ? limit - total : length);
            }
            ByteBuffer piece = bytes.slice(at, length);
            if (hashes && (total >= limit || room == 0)) {
                hash.upTo(total, storage).add(piece.duplicate()); // now, because it will not be there later
            }
            if (room > 0) {
                storage.put(piece, total);
            }
            total += length;
            at += length;
        }
    }

    /** Gives how many bytes can be put without taking another chunk, after taking one if there is none. */
    private int room() {
        if (lostFrom != Long.MAX_VALUE || total >= limit && !read) {
            return 0;
        }
        return storage.room(total, limit);
    }

    /**
     * Give the SHA-256 of all bytes so far, kept or not.
     *
     * @return 32 bytes, never null
     */
    public byte[] digest() {
        checkNotReleased();
        if (original != null) {
            detach(original);
        }
        if (!hashes && !keeps(total)) {
            throw new IllegalStateException("datagrams beyond the limit are counted only");
        }
        return hash.upTo(total, storage).value();
    }

    /**
     * Copy bytes that are kept.
     *
     * @param from the first
     * @param to behind the last
     * @return a copy, never null
     */
    public byte[] copy(long from, long to) {
        byte[] copy = new byte[(int) (to - from)];
        copy(from, copy, 0, copy.length);
        return copy;
    }

    /**
     * Copy bytes that are kept.
     *
     * @param from the first
     * @param into where they go
     * @param start the place of the first
     * @param end the place behind the last
     */
    public void copy(long from, byte[] into, int start, int end) {
        checkNotReleased();
        if (original != null) {
            original.copy(from, into, start, end);
            return;
        }
        storage.copy(from, into, start, end);
    }

    /**
     * Copy everything.
     *
     * @param owner whose bytes they are, for the message
     * @return a copy, never null
     * @throws FixtureException if not all bytes were kept
     */
    public byte[] all(Track owner) {
        checkNotReleased();
        if (total > 0 && !keeps(total)) {
            throw new FixtureException(
                    "Not all " + Bytes.count(total) + " of " + owner + " were kept but " + kept() + ". " + remedy());
        }
        return copy(0, total);
    }

    /**
     * Say why a byte cannot be looked at.
     *
     * @return words for a transcript, never null
     */
    String loss() {
        if (original != null) {
            return original.loss();
        }
        if (released) {
            return "its Loopback is closed";
        }
        return lostFrom < limit ? "the memory for recordings is used up" : "over recordingLimit";
    }

    /**
     * Say what helps if not everything was kept.
     *
     * @return a sentence for a message, never null
     */
    public String remedy() {
        return original != null
                ? original.remedy()
                : lostFrom < limit
                        ? "The memory for recordings is used up: close fixtures earlier, or give the JVM more."
                        : "Raise recordingLimit, or compare counts and digests.";
    }

    /**
     * Find a delimiter in what the reader has not taken.
     *
     * @param delimiter what to look for, not empty
     * @param from where to begin, an offset in the stream
     * @return the offset of its first byte, or -1
     */
    public long indexOf(byte[] delimiter, long from) {
        checkNotReleased();
        long end = readable() - delimiter.length;
        for (long at = Math.max(from, position); at <= end; at++) {
            int i = 0;
            while (i < delimiter.length && storage.at(at + i) == delimiter[i]) {
                i++;
            }
            if (i == delimiter.length) {
                return at;
            }
        }
        return -1;
    }

    /**
     * Give the offset of the next byte for the reader.
     *
     * @return the offset
     */
    public long position() {
        return position;
    }

    /**
     * Give the offset up to which the reader can take bytes.
     *
     * @return the count of bytes so far, or where bytes were lost
     */
    public long readable() {
        return Math.min(total, lostFrom);
    }

    /**
     * Take bytes for the reader.
     *
     * @param length how many; they must be there
     * @return a copy, never null
     */
    public byte[] take(int length) {
        byte[] bytes = copy(position, position + length);
        position += length;
        storage.giveBack(limit, position); // only the reader needed it
        return bytes;
    }

    /** Give all memory back. */
    void release() {
        released = true;
        storage.release();
        lostFrom = 0;
    }

    private void checkNotReleased() {
        if (released) {
            throw new FixtureException("The recording is gone: its Loopback is closed. Look at it before the close.");
        }
    }
}
