package io.github.loopline.internal.posix;

/** A native socket that the {@link PollEngine} watches. Only that thread uses it. */
public final class PollKey {

    static final int UNLISTED = -1;

    private final PollEngine engine;
    private final NativeSocket socket;
    private final PollHandler handler;
    private int events;
    int at = UNLISTED; // in the engine's table
    int ready;

    PollKey(PollEngine engine, NativeSocket socket, int events, PollHandler handler) {
        this.engine = engine;
        this.socket = socket;
        this.events = events;
        this.handler = handler;
    }

    /**
     * Give the socket.
     *
     * @return the socket, never null
     */
    public NativeSocket socket() {
        return socket;
    }

    PollHandler handler() {
        return handler;
    }

    /**
     * Tell whether it is watched.
     *
     * @return false after {@link PollEngine#close}, and before the engine has seen it
     */
    public boolean isValid() {
        return at != UNLISTED;
    }

    /**
     * Give what is watched for.
     *
     * @return POLLIN, POLLOUT, or 0
     */
    public int events() {
        return events;
    }

    /**
     * Change what is watched for.
     *
     * @param wanted POLLIN, POLLOUT; 0 for nothing at all, not even errors and the end
     */
    public void events(int wanted) {
        if (events != wanted) {
            events = wanted;
            engine.update(this);
        }
    }
}
