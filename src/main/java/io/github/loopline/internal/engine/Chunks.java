package io.github.loopline.internal.engine;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Direct memory for recordings, in pieces of {@link #BYTES} that outlive the tests: fresh memory costs more than half of the
 * throughput. Who receives much takes a run of them, in one piece: fewer and larger reads and writes
 * move the same bytes a fifth faster. Bounded, so that a flood ends in a recording that says that it is incomplete and not in an OutOfMemoryError.
 */
public final class Chunks {

    /** Bytes of one chunk. */
    public static final int BYTES = 64 * 1024;

    /** Bytes of a run. */
    public static final int RUN_BYTES = 4 * BYTES;

    /** The chunks of this JVM: a half of the memory that it may take, 512 MiB at most. */
    public static final Chunks SHARED =
            new Chunks((int) Math.min(8192, Runtime.getRuntime().maxMemory() / 2 / BYTES));

    /** Idle chunks that are kept for good. More are kept until the next collection, which can have their memory back. */
    private static final int MOST_IDLE = 1024;

    private final int most;
    private final Shelf singles = new Shelf(BYTES);
    private final Shelf runs = new Shelf(RUN_BYTES);
    private int live; // guarded by this, as the shelves

    /** What lies idle of one size. */
    private static final class Shelf {

        final int bytes;
        final int chunks;
        final ArrayDeque<ByteBuffer> idle = new ArrayDeque<>();
        final ArrayDeque<WeakReference<ByteBuffer>> spare = new ArrayDeque<>();

        Shelf(int bytes) {
            this.bytes = bytes;
            this.chunks = bytes / BYTES;
        }

        /** Counts the chunks that nobody has, or that are gone and still count. */
        int held() {
            return (idle.size() + spare.size()) * chunks;
        }

        /** Forgets one that nobody has. */
        void drop() {
            if (spare.pollLast() == null) {
                idle.pollLast();
            }
        }
    }

    /**
     * Create a pool.
     *
     * @param most how many chunks it has
     */
    public Chunks(int most) {
        this.most = most;
    }

    /**
     * Take a chunk.
     *
     * @return an empty chunk, or null if the bound is reached
     */
    public @Nullable ByteBuffer take() {
        return take(singles, runs);
    }

    /**
     * Take a run of chunks.
     *
     * @return {@link #RUN_BYTES} in one piece, or null if the bound leaves single chunks at most
     */
    public @Nullable ByteBuffer takeRun() {
        return take(runs, singles);
    }

    private @Nullable ByteBuffer take(Shelf shelf, Shelf other) {
        synchronized (this) {
            ByteBuffer memory = takeSpare(shelf);
            if (memory == null) {
                memory = shelf.idle.pollLast();
            }
            if (memory != null) {
                return memory.clear();
            }
            int missing = live + shelf.chunks - most;
            if (missing > other.held()) {
                return null;
            }
            for (; missing > 0; missing -= other.chunks) {
                other.drop(); // nobody needs it in its size
                live -= other.chunks;
            }
            live += shelf.chunks;
        }
        try {
            return ByteBuffer.allocateDirect(shelf.bytes);
        } catch (OutOfMemoryError e) {
            // Others use direct memory too: to the recording it is the same bound, reached earlier.
            synchronized (this) {
                live -= shelf.chunks;
            }
            return null;
        }
    }

    /** Gives what is spare and still there, and forgets what is not. */
    private @Nullable ByteBuffer takeSpare(Shelf shelf) {
        ByteBuffer memory = null;
        while (memory == null && !shelf.spare.isEmpty()) {
            memory = shelf.spare.removeLast().get();
            live -= memory == null ? shelf.chunks : 0;
        }
        return memory;
    }

    /**
     * Give a chunk or a run back. Nobody may read it afterwards.
     *
     * @param memory of {@link #take()} or {@link #takeRun()}
     */
    public synchronized void give(ByteBuffer memory) {
        Shelf shelf = memory.capacity() == BYTES ? singles : runs;
        if (singles.idle.size() * singles.chunks + runs.idle.size() * runs.chunks < MOST_IDLE) {
            shelf.idle.addLast(memory);
        } else {
            shelf.spare.addLast(new WeakReference<>(memory));
        }
    }

    /**
     * Count the chunks that were taken and not given back.
     *
     * @return the count
     */
    public synchronized int inUse() {
        return live - singles.held() - runs.held();
    }
}
