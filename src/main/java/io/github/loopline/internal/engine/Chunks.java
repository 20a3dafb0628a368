package io.github.loopline.internal.engine;

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

    /** Chunks that may exist at once: a half of what the JVM may take, 512 MiB at most. */
    private static final int MOST = (int) Math.min(8192, Runtime.getRuntime().maxMemory() / 2 / BYTES);

    private static final int MOST_IDLE = Math.min(1024, MOST);

    private static final ArrayDeque<ByteBuffer> IDLE = new ArrayDeque<>(); // guarded by itself
    private static int live; // guarded by IDLE

    private Chunks() {}

    /**
     * Take a chunk.
     *
     * @return an empty chunk, or null if the bound is reached
     */
    public static @Nullable ByteBuffer take() {
        synchronized (IDLE) {
            ByteBuffer idle = IDLE.pollLast();
            if (idle != null) {
                return idle.clear();
            }
            if (live >= MOST) {
                return null;
            }
            live++;
        }
        try {
            return ByteBuffer.allocateDirect(BYTES);
        } catch (OutOfMemoryError e) {
            // Others use direct memory too: to the recording it is the same bound, reached earlier.
            synchronized (IDLE) {
                live--;
            }
            return null;
        }
    }

    /**
     * Give a chunk back. Nobody may read it afterwards.
     *
     * @param chunk a chunk of {@link #take()}
     */
    public static void give(ByteBuffer chunk) {
        synchronized (IDLE) {
            if (IDLE.size() < MOST_IDLE) {
                IDLE.addLast(chunk);
            } else {
                live--;
            }
        }
    }
}
