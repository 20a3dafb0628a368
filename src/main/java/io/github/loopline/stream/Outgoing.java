package io.github.loopline.stream;

import io.github.loopline.script.Stage;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Bytes on their way to the kernel. The engine moves it on; whoever sent it waits until it is settled. */
final class Outgoing implements Stage.Delivery {

    private final byte[] bytes;
    private final int end;
    private volatile int position;
    private volatile @Nullable String failure;

    Outgoing(byte[] bytes, int from, int length) {
        this.bytes = bytes;
        this.position = from;
        this.end = from + length;
    }

    /** Copies as much as fits into an empty buffer. */
    void fill(ByteBuffer buffer) {
        buffer.put(bytes, position, Math.min(buffer.remaining(), end - position));
        buffer.flip();
    }

    /** Moves on, and tells whether all is written. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // only the engine's thread writes it
    boolean advance(int written) {
        position += written;
        return position == end;
    }

    void fail(String reason) {
        failure = reason;
    }

    @Override
    public int remaining() {
        return end - position;
    }

    @Override
    public @Nullable String failure() {
        return failure;
    }

    boolean isSettled() {
        return position == end || failure != null;
    }
}
