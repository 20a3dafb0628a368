package io.github.loopline.trace;

import io.github.loopline.internal.engine.Chunks;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the bytes of a {@link Recording} lie: in an array while they are few, else in a list of {@link Chunks} that the engine
 * reads into directly. Offsets are those in the stream, which is put without gaps.
 */
final class Storage {

    /** What an array holds at most. */
    static final int SMALL = 4096;

    private static final byte[] EMPTY = {};

    private final Chunks pool;
    private byte[] small = EMPTY;
    private @Nullable List<@Nullable Chunk> chunks; // chunk i has the bytes from i * Chunks.BYTES
    private @Nullable ByteBuffer last; // a view of the last memory taken, positioned behind its bytes

    /** A chunk, by itself or in a run. */
    private record Chunk(ByteBuffer memory, int start) {}

    Storage(Chunks pool) {
        this.pool = pool;
    }

    /** Gives the free part of the last chunk, to be filled from its position on, or null. */
    @Nullable
    ByteBuffer free() {
        ByteBuffer free = last;
        return free != null && free.hasRemaining() ? free : null;
    }

    /** Tells whether a buffer is what {@link #free} gives, full or not. */
    boolean isLast(ByteBuffer target) {
        return target == last;
    }

    boolean isLarge() {
        return chunks != null;
    }

    /**
     * Gives how many bytes can be put next without taking more memory, after taking some if there is none: 0 if that is used up.
     * Within the limit a long stream gets runs of chunks.
     */
    int room(long total, long limit) {
        if (chunks == null && total < SMALL) {
            return (int) (SMALL - total);
        }
        if (last != null && last.hasRemaining()) {
            return last.remaining();
        }
        boolean isLong = total >= Chunks.RUN_BYTES && limit - total >= Chunks.RUN_BYTES;
        ByteBuffer memory = isLong ? pool.takeRun() : null;
        memory = memory == null ? pool.take() : memory;
        if (memory == null) {
            return 0;
        }
        if (chunks == null) {
            chunks = new ArrayList<>();
            memory.put(small, 0, (int) total);
            small = EMPTY;
        }
        for (int start = 0; start < memory.capacity(); start += Chunks.BYTES) {
            chunks.add(new Chunk(memory, start));
        }
        last = memory.duplicate();
        return last.remaining();
    }

    /** Puts bytes behind the others, no more than there is room for. */
    void put(ByteBuffer slice, long total) {
        ByteBuffer chunk = last;
        if (chunk != null) {
            chunk.put(slice);
            return;
        }
        int end = (int) total + slice.remaining();
        if (end > small.length) {
            small = Arrays.copyOf(small, Math.min(SMALL, Math.max(128, Integer.highestOneBit(end - 1) << 1)));
        }
        slice.get(small, (int) total, slice.remaining());
    }

    byte at(long offset) {
        if (chunks == null) {
            return small[(int) offset];
        }
        Chunk chunk = chunk(offset);
        return chunk.memory().get(chunk.start() + (int) (offset % Chunks.BYTES));
    }

    /** Gives the bytes from one offset up to another, or the first of them, as they lie. */
    ByteBuffer view(long from, long to) {
        if (chunks == null) {
            return ByteBuffer.wrap(small, (int) from, (int) (to - from));
        }
        int inChunk = (int) (from % Chunks.BYTES);
        Chunk chunk = chunk(from);
        return chunk.memory().slice(chunk.start() + inChunk, (int) Math.min(Chunks.BYTES - inChunk, to - from));
    }

    void copy(long from, byte[] into, int start, int end) {
        int done = start;
        while (done < end) {
            long at = from + done - start;
            if (chunks == null) {
                System.arraycopy(small, (int) at, into, done, end - done);
                return;
            }
            int inChunk = (int) (at % Chunks.BYTES);
            int length = Math.min(end - done, Chunks.BYTES - inChunk);
            Chunk chunk = chunk(at);
            chunk.memory().get(chunk.start() + inChunk, into, done, length);
            done += length;
        }
    }

    private Chunk chunk(long offset) {
        List<@Nullable Chunk> list = chunks;
        Chunk chunk = list == null ? null : list.get((int) (offset / Chunks.BYTES));
        if (chunk == null) {
            throw new IllegalStateException("no chunk has byte " + offset);
        }
        return chunk;
    }

    /** Gives the chunks back that lie wholly between the limit and an offset; there are no runs. */
    void giveBack(long limit, long to) {
        List<@Nullable Chunk> list = chunks;
        if (list == null || to <= limit) {
            return;
        }
        for (int i = (int) (to / Chunks.BYTES) - 1; i >= 0 && (long) i * Chunks.BYTES >= limit; i--) {
            Chunk chunk = list.set(i, null);
            if (chunk == null) {
                return;
            }
            pool.give(chunk.memory());
        }
    }

    /** Gives all memory back. */
    void release() {
        List<@Nullable Chunk> list = chunks;
        if (list != null) {
            for (Chunk chunk : list) {
                if (chunk != null && chunk.start() == 0) {
                    pool.give(chunk.memory());
                }
            }
        }
        chunks = null;
        last = null;
        small = EMPTY;
    }
}
