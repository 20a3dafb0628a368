package io.github.loopline.internal.engine;

import java.io.IOException;
import java.nio.channels.SelectionKey;

/** What owns a registered channel. All methods run on the engine's thread and must not block. */
public interface Handler {

    /**
     * Act on a channel that is ready.
     *
     * @param key the channel's key, never null
     * @throws IOException when the channel fails in a way that the handler does not expect; {@link #failed} gets it
     */
    void ready(SelectionKey key) throws IOException;

    /**
     * Read without being told to by the selector: called only after {@link Engine#expectAnswer}.
     *
     * @return whether there was something to read, be it the end
     */
    default boolean readAnswer() {
        return false;
    }

    /**
     * Record what escaped from the others and give the channel up.
     *
     * @param failure what was thrown, never null
     */
    void failed(Throwable failure);
}
