package io.github.loopline.internal.posix;

import io.github.loopline.internal.engine.EventLoop;
import io.github.loopline.internal.engine.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One daemon thread for all native sockets of the JVM, started by the first of them: what {@link
 * io.github.loopline.internal.engine.Engine} is for channels, with poll instead of select, and the same rules. All sends,
 * receives and closes happen here, so no descriptor is ever closed while it is polled.
 */
public final class PollEngine extends EventLoop {

    /** Holds what the largest message of a Unix socket with an ordinary send buffer has. */
    private static final int SCRATCH_BYTES = 256 * 1024;

    private static final int POLLFD_BYTES = 8;

    private final Posix posix;
    private final int wakeIn;
    private final int wakeOut;
    private final ByteBuffer wakeBytes = ByteBuffer.allocateDirect(64);
    private final ByteBuffer wakeByte = ByteBuffer.allocateDirect(1);
    private final AtomicBoolean woken = new AtomicBoolean();
    private final List<PollKey> keys = new ArrayList<>(); // all below: poll thread only
    private final List<PollKey> ready = new ArrayList<>();
    private ByteBuffer table = table(16); // the pipe's entry, then those of the keys

    private PollEngine(Posix posix, int[] pipe) {
        super("loopline native poll", SCRATCH_BYTES);
        this.posix = posix;
        this.wakeIn = pipe[0];
        this.wakeOut = pipe[1];
        put(0, wakeIn, Constants.POLLIN);
        start();
    }

    private static @Nullable PollEngine shared; // guarded by the class

    /**
     * Give the thread that all native sockets of this JVM share; the first call starts it.
     *
     * @return the engine, never null
     * @throws io.github.loopline.net.CapabilityException if native calls are not possible
     * @throws IOException if there is no descriptor left for its pipe
     */
    public static synchronized PollEngine shared() throws IOException {
        PollEngine engine = shared;
        if (engine == null) {
            Posix posix = Posix.get();
            int[] pipe = new int[2];
            int result = posix.pipe(pipe);
            if (result < 0) {
                throw new ErrnoException(-result);
            }
            engine = new PollEngine(posix, pipe);
            shared = engine;
        }
        return engine;
    }

    /**
     * List the descriptors of the thread itself.
     *
     * @return both ends of its pipe; none if it was never started
     */
    public static synchronized List<Integer> descriptors() {
        PollEngine engine = shared;
        return engine == null ? List.of() : List.of(engine.wakeIn, engine.wakeOut);
    }

    /**
     * Watch a socket. May be called on any thread and does not wait for the engine's.
     *
     * @param socket a socket
     * @param events what to watch for, POLLIN say
     * @param handler who acts on it
     * @return the key; only the engine's thread may use it
     */
    public PollKey register(NativeSocket socket, int events, PollHandler handler) {
        PollKey key = new PollKey(this, socket, events, handler);
        if (isCurrent()) {
            list(key);
        } else {
            execute(new Task() {
                @Override
                protected void run() {
                    list(key);
                }
            });
        }
        return key;
    }

    private void list(PollKey key) {
        keys.add(key);
        key.at = keys.size();
        if ((key.at + 1) * POLLFD_BYTES > table.capacity()) {
            table = table(2 * key.at).put(0, table, 0, table.capacity());
        }
        update(key);
    }

    private static ByteBuffer table(int entries) {
        return ByteBuffer.allocateDirect(entries * POLLFD_BYTES).order(ByteOrder.nativeOrder());
    }

    private void put(int at, int fd, int events) {
        // poll passes over negative descriptors. Without that, an end that nobody wants to hear of would end every
        // poll.
        table.putInt(at * POLLFD_BYTES, events == 0 ? -1 : fd).putInt(at * POLLFD_BYTES + 4, 0);
        table.putShort(at * POLLFD_BYTES + 4, (short) events);
    }

    /** Writes a key's entry of the table anew. */
    void update(PollKey key) {
        if (key.isValid()) {
            try {
                put(key.at, key.socket().fd(), key.events());
            } catch (ErrnoException e) {
                put(key.at, -1, 0); // closed by somebody else, against the rules
            }
        }
    }

    /**
     * Forget a socket and close it, poll thread only. Its descriptor is gone when this returns.
     *
     * @param key the socket's key
     */
    public void close(PollKey key) {
        if (key.isValid()) {
            PollKey last = keys.remove(keys.size() - 1);
            if (last != key) {
                keys.set(key.at - 1, last);
                last.at = key.at;
                update(last);
            }
            key.at = PollKey.UNLISTED;
        }
        key.socket().close();
    }

    @Override
    protected int select(long millis) throws IOException {
        int count = posix.poll(table, keys.size() + 1, (int) Math.min(millis, Integer.MAX_VALUE));
        if (count < 0) {
            if (count == -Errno.EINTR.number()) {
                return 0;
            }
            throw new ErrnoException(-count);
        }
        if (count > 0) {
            awake();
            drainPipe();
            dispatch();
        }
        return count;
    }

    private void drainPipe() {
        if (events(0) != 0) {
            posix.read(wakeIn, wakeBytes);
            woken.set(false); // a task that was added before is run before the next poll, one added later writes again
        }
    }

    private int events(int at) {
        return table.getShort(at * POLLFD_BYTES + 6);
    }

    /** Hands ready sockets to their handlers, which may register and close any. */
    private void dispatch() {
        ready.clear();
        for (PollKey key : keys) {
            key.ready = events(key.at);
            if (key.ready != 0) {
                ready.add(key);
            }
        }
        for (PollKey key : ready) {
            if (key.isValid()) {
                dispatch(key);
            }
        }
    }

    private static void dispatch(PollKey key) {
        try {
            if ((key.ready & Constants.POLLNVAL) != 0) {
                throw new ErrnoException(Errno.EBADF.number());
            }
            key.handler().ready(key, key.ready);
        } catch (Throwable t) {
            tell(key, t);
        }
    }

    /** Tells a handler that it failed. If even that fails, it is not called again: it would be, for ever. */
    private static void tell(PollKey key, Throwable failure) {
        try {
            key.handler().failed(failure);
        } catch (Throwable t) {
            key.events(0);
        }
    }

    @Override
    protected void wakeup() {
        if (woken.compareAndSet(false, true)) {
            posix.write(wakeOut, wakeByte.duplicate());
        }
    }
}
