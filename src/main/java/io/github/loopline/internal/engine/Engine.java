package io.github.loopline.internal.engine;

import io.github.loopline.internal.Spin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One daemon thread and one selector for all fixtures of the JVM, started by the first of them. It never runs user code and
 * never blocks but in select. All reads, writes and closes happen here, so all fixtures share one order of events and their
 * state needs no lock.
 */
public final class Engine extends EventLoop {

    /** Bytes of {@link #scratch()}: one read or write moves at most this much. */
    public static final int SCRATCH_BYTES = 64 * 1024;

    /** Bytes read from one channel before another gets its turn. */
    public static final int MOST_READ = 1 << 20;

    private final Selector selector;
    private final Dispatch dispatch = new Dispatch();
    private final Foresight foresight = new Foresight(Spin.NANOS == 0);
    private final byte[] heap = new byte[SCRATCH_BYTES];
    private final byte[] sealed = new byte[SCRATCH_BYTES];
    private final ArrayDeque<SelectionKey> ended = new ArrayDeque<>(); // engine thread only, as the next two
    private boolean deregistering;
    private long rounds;

    private Engine() {
        super("loopline engine", SCRATCH_BYTES);
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException("Loopline's selector could not be opened", e);
        }
        start();
    }

    private static final class Holder {
        static final Engine SHARED = new Engine();
    }

    /**
     * Give the engine that all fixtures of this JVM share; the first call starts it.
     *
     * @return the engine, never null
     */
    public static Engine shared() {
        return Holder.SHARED;
    }

    /**
     * Watch a channel. May be called on any thread and does not wait for the engine's.
     *
     * @param channel a non-blocking channel
     * @param ops what to watch for
     * @param handler who acts on it
     * @return the key; only the engine's thread may change it
     * @throws IOException if the channel is closed
     */
    public SelectionKey register(SelectableChannel channel, int ops, Handler handler) throws IOException {
        SelectionKey key = channel.register(selector, ops, handler);
        wakeupIfAsleep();
        return key;
    }

    /**
     * Give a second buffer as large as {@link #scratch()}, engine thread only: on the heap, where ciphers work best.
     *
     * @return an empty buffer over the same array each time
     */
    public ByteBuffer heap() {
        return ByteBuffer.wrap(heap);
    }

    /**
     * Give a third one like {@link #heap()}: what is read may be there while this has what it makes a carrier send.
     *
     * @return an empty buffer over the same array each time
     */
    public ByteBuffer sealed() {
        return ByteBuffer.wrap(sealed);
    }

    /**
     * Close a registered channel, engine thread only. A closed channel keeps its descriptor, and sends no RST, until the next
     * select: the loop makes one before it does anything else.
     *
     * @param channel the channel
     * @throws IOException what closing threw
     */
    public void close(SelectableChannel channel) throws IOException {
        deregistering = true;
        channel.close();
    }

    /**
     * Close a registered channel whose stream has ended both ways, engine thread only. Nothing is left to be sent then, so it is
     * closed as soon as the selector has let it go, before the loop does anything else. {@link #close} would have the JDK ask for
     * SO_LINGER and send another FIN, in vain.
     *
     * @param key the channel's key; the handler attached to it is told if closing fails
     */
    public void closeEnded(SelectionKey key) {
        deregistering = true;
        key.cancel();
        ended.add(key);
    }

    /**
     * Count the looks at sockets, engine thread only: who is ready in two that follow each other had more to do than it did.
     *
     * @return a number that goes up by one with each look
     */
    public long rounds() {
        return rounds;
    }

    /**
     * Say who was written to last and may answer soon, engine thread only. Where there is but one processor, that is read before the
     * selector is asked, unless such guesses were wrong.
     *
     * @param guess whose answer to expect
     */
    public void expectAnswer(Guess guess) {
        foresight.expect(guess);
    }

    @Override
    protected boolean readAnswer() {
        return foresight.readAnswer();
    }

    /**
     * Forget a channel: afterwards it can be closed or made blocking by anybody. Only a {@link Task} may call it.
     *
     * @param key the channel's key
     */
    public void cancel(SelectionKey key) {
        key.cancel();
        try {
            selector.selectNow(IGNORED);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Tell whether a channel has something to read, without reading it. Only a {@link Task} may call it.
     *
     * @param key the channel's key; its interest is left as it was
     * @return true for data, FIN and RST
     * @throws IOException if select fails
     */
    public boolean isReadable(SelectionKey key) throws IOException {
        int ops = key.interestOps();
        key.interestOps(SelectionKey.OP_READ);
        Probe probe = new Probe(key);
        selector.selectNow(probe); // what it sees of other channels is seen again at the next select
        key.interestOps(ops);
        return probe.found;
    }

    @Override
    protected int select(long millis) throws IOException {
        dispatch.count = 0;
        rounds++;
        if (millis == 0) {
            selector.selectNow(dispatch);
        } else if (millis < 0) {
            selector.select(dispatch);
        } else {
            selector.select(dispatch, millis);
        }
        return dispatch.count;
    }

    @Override
    protected void wakeup() {
        selector.wakeup();
    }

    @Override
    protected void settle() throws IOException {
        while (deregistering) {
            deregistering = false;
            rounds++;
            int free = ended.size();
            selector.selectNow(dispatch);
            for (; free > 0; free--) {
                discard(ended.remove());
            }
        }
    }

    private static void discard(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException e) {
            tell((Handler) key.attachment(), e, key);
        }
    }

    private static final Consumer<SelectionKey> IGNORED = new Probe(null);

    /** Looks whether one key is ready and leaves the others alone. */
    private static final class Probe implements Consumer<SelectionKey> {

        private final @Nullable SelectionKey wanted;
        boolean found;

        Probe(@Nullable SelectionKey wanted) {
            this.wanted = wanted;
        }

        @Override
        public void accept(SelectionKey key) {
            found |= key.equals(wanted);
        }
    }

    /** Tells a handler that it failed. If even that fails, it is not called again: it would be, for ever. */
    private static void tell(Handler handler, Throwable failure, SelectionKey key) {
        try {
            handler.failed(failure);
        } catch (Throwable t) {
            key.cancel();
        }
    }

    /** Hands ready keys to their handlers. */
    private final class Dispatch implements Consumer<SelectionKey> {

        int count;

        @Override
        public void accept(SelectionKey key) {
            awake(); // what handlers and others give it meanwhile is looked at before the next sleep
            count++;
            Handler handler = (Handler) key.attachment();
            try {
                handler.ready(key);
            } catch (CancelledKeyException e) {
                // closed by an earlier handler of this round
            } catch (Throwable t) {
                tell(handler, t, key);
            }
        }
    }
}
