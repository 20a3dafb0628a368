package io.github.loopline.fault.pipe;

import io.github.loopline.internal.posix.ReadWatch;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** What a pipe lies between: a socket, or the fixture that has it. Everything is called on the engine's thread. */
public interface PipeEnd {

    /** Gives the lane where it is told what happens to the bytes that arrive here. */
    Track track();

    /** Tells whether bytes can come from here and arrive here. */
    boolean isConnected();

    /** Tells whether nothing can come or arrive any more. */
    boolean isClosed();

    /**
     * Delivers bytes, as many as there is room for, and records them. The log is locked.
     *
     * @param data from its position to its limit; moved on behind what was delivered
     * @param place the offset of the first in what came into the pipe, or -1 if they are changed
     * @throws IOException if nobody is there to get them
     */
    void write(ByteBuffer data, long place) throws IOException;

    /** Acts on bytes that were delivered. The log is not locked. */
    void delivered();

    /** Tells, on the engine's thread and after this has returned, once the peer has read what was delivered. */
    void awaitRead(Consumer<ReadWatch.End> then);

    /** Delivers the end of the stream. */
    void shutdownOutput();
}
