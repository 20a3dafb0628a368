package io.github.loopline.internal.posix;

import java.io.IOException;

/** What owns a registered native socket. Both methods run on the native poll thread and must not block. */
public interface PollHandler {

    /**
     * Act on a socket that is ready.
     *
     * @param key the socket's key, never null
     * @param events what poll says: POLLIN, POLLOUT, and unasked POLLERR and POLLHUP
     * @throws IOException when the socket fails in a way that the handler does not expect; {@link #failed} gets it
     */
    void ready(PollKey key, int events) throws IOException;

    /**
     * Record what escaped from {@link #ready} and give the socket up.
     *
     * @param failure what was thrown, never null
     */
    void failed(Throwable failure);
}
