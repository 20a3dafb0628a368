package io.github.loopline.internal.engine;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the engine watches one channel for. Before it is registered and after it is closed there is nothing to watch, and none of
 * this does anything. Engine thread only.
 */
public class Interest {

    private @Nullable SelectionKey key;

    /** Create what watches for nothing yet. */
    public Interest() {}

    /**
     * Register a channel.
     *
     * @param channel a non-blocking channel
     * @param ops what to watch for at first
     * @param handler who acts on it
     * @throws IOException if the channel is closed
     */
    public final void register(SelectableChannel channel, int ops, Handler handler) throws IOException {
        key = Engine.shared().register(channel, ops, handler);
    }

    /**
     * Take over a channel that is registered already.
     *
     * @param registered its key
     * @param handler who acts on it from here on
     */
    public final void take(SelectionKey registered, Handler handler) {
        key = registered;
        registered.attach(handler);
    }

    /**
     * Tell whether a channel was registered, be it open or closed by now.
     *
     * @return true once there is a key
     */
    public final boolean isRegistered() {
        return key != null;
    }

    /**
     * Tell whether something can be watched for.
     *
     * @return true while a channel is registered and open
     */
    public final boolean isValid() {
        SelectionKey registered = key;
        return registered != null && registered.isValid();
    }

    /**
     * Watch for this and nothing else.
     *
     * @param reads for something to read
     * @param writes for room to write
     */
    public final void watch(boolean reads, boolean writes) {
        SelectionKey registered = key;
        if (registered != null && registered.isValid()) {
            int ops = (reads ? SelectionKey.OP_READ : 0) | (writes ? SelectionKey.OP_WRITE : 0);
            if (ops != registered.interestOps()) {
                registered.interestOps(ops); // locks and makes the selector look again: not for nothing
            }
        }
    }

    /**
     * Tell whether there is something to read, without reading it. Only a {@link Task} may call it.
     *
     * @return true for data, FIN and RST
     * @throws IOException if select fails
     */
    public final boolean isReadable() throws IOException {
        SelectionKey registered = key;
        return registered != null && registered.isValid() && Engine.shared().isReadable(registered);
    }

    /** Close the channel, whose stream has ended both ways, as {@link Engine#closeEnded} does. */
    public final void closeEnded() {
        Engine.shared().closeEnded(Objects.requireNonNull(key));
    }

    /** Forget the channel without closing it. Only a {@link Task} may call it. */
    public final void cancel() {
        SelectionKey registered = key;
        if (registered != null) {
            Engine.shared().cancel(registered);
        }
    }
}
