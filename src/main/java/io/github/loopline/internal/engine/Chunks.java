package io.github.loopline.internal.engine;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Direct memory for recordings, in pieces of {@link #BYTES} that outlive the tests: fresh memory costs more than half of the
 * throughput. Bounded, so that a flood ends in a recording that says that it is incomplete and not in an OutOfMemoryError.
 */
public final class Chunks {

    /** Bytes of one chunk. */
    public static final int BYTES = 64 * 1024;

    /** The chunks of this JVM: a half of the memory that it may take, 512 MiB at most. */
    public static final Chunks SHARED =
            new Chunks((int) Math.min(8192, Runtime.getRuntime().maxMemory() / 2 / BYTES));

    /** Idle chunks that are kept for good. More are kept until the next collection, which can have their memory back. */
    private static final int MOST_IDLE = 1024;

    private final int most;
    private final ArrayDeque<ByteBuffer> idle = new ArrayDeque<>(); // guarded by this
    private final ArrayDeque<WeakReference<ByteBuffer>> spare = new ArrayDeque<>(); // guarded by this
    private int live; // guarded by this

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
        synchronized (this) {
            ByteBuffer chunk = takeSpare();
            if (chunk == null) {
                chunk = idle.pollLast();
            }
            if (chunk != null) {
                return chunk.clear();
            }
            if (live >= most) {
                return null;
            }
            live++;
        }
        try {
            return ByteBuffer.allocateDirect(BYTES);
        } catch (OutOfMemoryError e) {
            // Others use direct memory too: to the recording it is the same bound, reached earlier.
            synchronized (this) {
                live--;
            }
            return null;
        }
    }

    /** Gives a spare chunk that is still there, and forgets those before it that are not. */
    private @Nullable ByteBuffer takeSpare() {
        ByteBuffer chunk = null;
        while (chunk == null && !spare.isEmpty()) {
            chunk = spare.removeLast().get();
            live -= chunk == null ? 1 : 0;
        }
        return chunk;
    }

    /**
     * Give a chunk back. Nobody may read it afterwards.
     *
     * @param chunk a chunk of {@link #take()}
     */
    public synchronized void give(ByteBuffer chunk) {
        if (idle.size() < MOST_IDLE) {
            idle.addLast(chunk);
        } else {
            spare.addLast(new WeakReference<>(chunk));
        }
    }

    /**
     * Count the chunks that were taken and not given back.
     *
     * @return the count
     */
    public synchronized int inUse() {
        return live - idle.size() - spare.size();
    }
}
