package io.github.loopline.internal.engine;

import io.github.loopline.internal.Spin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One daemon thread and one selector for all fixtures of the JVM, started by the first of them. It never runs user code and
 * never blocks but in select. All reads, writes and closes happen here, so all fixtures share one order of events and their
 * state needs no lock.
 */
public final class Engine {

    /** Bytes of {@link #scratch()}: one read or write moves at most this much. */
    public static final int SCRATCH_BYTES = 64 * 1024;

    private static final long CALL_PATIENCE_SECONDS = 30;

    /** Rounds of {@link #drain}: other tests may keep the engine busy for ever. */
    private static final int MOST_ROUNDS = 64;

    private final Selector selector;
    private final Thread thread;
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);
    private final ConcurrentLinkedQueue<Task> tasks = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(); // engine thread only
    private final Dispatch dispatch = new Dispatch();
    private volatile boolean asleep;
    private long scheduled; // engine thread only, as the next
    private boolean deregistering;

    private Engine() {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException("Loopline's selector could not be opened", e);
        }
        // without the thread locals of whichever test came first
        thread = new Thread(null, null, "loopline engine", 0, false) {
            @Override
            public void run() {
                loop();
            }
        };
        thread.setDaemon(true);
        thread.start();
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
        wakeup();
        return key;
    }

    /**
     * Run a task on the engine's thread and wait for it. When the task closed a registered channel with {@link #close}, its
     * descriptor is gone when this returns. Interrupts are kept for later: the wait is short.
     *
     * @param task the work
     * @throws IOException what the task threw
     */
    public void call(Task task) throws IOException {
        if (Thread.currentThread() == thread) {
            task.runCaught();
        } else {
            tasks.add(task);
            wakeup();
            await(task);
        }
        if (task.hasFailed()) {
            rethrow(task.failure());
        }
    }

    /**
     * Run a task on the engine's thread soon.
     *
     * @param task the work; what it throws is a defect and ends up nowhere, so it must not throw
     */
    public void execute(Task task) {
        tasks.add(task);
        wakeup();
    }

    /**
     * Fire a timer later, on the engine's thread. Only the engine's thread may schedule.
     *
     * @param timer the work
     * @param nanos how much later; it fires then or up to about 1 ms after, never before
     */
    public void schedule(Timer timer, long nanos) {
        timer.due = System.nanoTime() + nanos;
        timer.ordinal = ++scheduled;
        timers.add(timer);
    }

    /**
     * Wait until the engine has acted on everything that the kernel has for it now: accepted, read, noticed ends.
     *
     * @throws IOException if select fails
     */
    public void drain() throws IOException {
        call(new Task() {
            @Override
            protected void run() throws IOException {
                int rounds = 0;
                do {
                    dispatch.count = 0;
                    selector.selectNow(dispatch);
                    rounds++;
                } while (dispatch.count > 0 && rounds < MOST_ROUNDS);
            }
        });
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

    /**
     * Give the buffer that the engine's thread reads into and writes from, empty.
     *
     * @return a direct buffer of {@link #SCRATCH_BYTES}
     */
    public ByteBuffer scratch() {
        return scratch.clear();
    }

    /**
     * Tell whether the caller is the engine.
     *
     * @return true on the engine's thread
     */
    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    private void wakeup() {
        if (asleep) {
            selector.wakeup();
        }
    }

    private void await(Task task) {
        long spinUntil = System.nanoTime() + Spin.NANOS;
        while (!task.isDone() && System.nanoTime() < spinUntil) {
            Thread.yield();
        }
        boolean interrupted = false;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(CALL_PATIENCE_SECONDS);
        synchronized (task) {
            while (!task.isDone()) {
                if (System.nanoTime() > end) {
                    IllegalStateException stuck = new IllegalStateException("Loopline's engine did not answer in 30 s");
                    stuck.setStackTrace(thread.getStackTrace());
                    throw stuck;
                }
                try {
                    task.wait(1_000);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void rethrow(Throwable t) throws IOException {
        if (t instanceof IOException io) {
            throw io;
        }
        if (t instanceof RuntimeException runtime) {
            throw runtime;
        }
        if (t instanceof Error error) {
            throw error;
        }
        throw new IOException(t);
    }

    private void loop() {
        long spinUntil = 0;
        while (true) {
            try {
                boolean worked = runTasks() | runTimers();
                dispatch.count = 0;
                if (worked || System.nanoTime() < spinUntil) {
                    selector.selectNow(dispatch);
                } else {
                    sleep();
                }
                worked |= dispatch.count > 0;
                if (deregistering) {
                    flushClosed();
                }
                if (worked) {
                    spinUntil = System.nanoTime() + Spin.NANOS;
                } else {
                    Thread.yield();
                }
            } catch (Throwable t) {
                // Nothing that a handler or task throws arrives here; what does (no memory, no descriptor) must not end
                // the thread that every fixture of the JVM depends on.
                Thread.yield();
            }
        }
    }

    private void sleep() throws IOException {
        asleep = true;
        try {
            // Whoever adds a task does so before it reads asleep, so either this sees the task or that one wakes us.
            if (!tasks.isEmpty()) {
                return;
            }
            Timer next = timers.peek();
            if (next == null) {
                selector.select(dispatch);
                return;
            }
            long millis = TimeUnit.NANOSECONDS.toMillis(next.due - System.nanoTime());
            if (millis > 0) {
                selector.select(dispatch, millis);
            } else {
                selector.selectNow(dispatch);
            }
        } finally {
            asleep = false;
        }
    }

    private boolean runTasks() throws IOException {
        Task task = tasks.poll();
        if (task == null) {
            return false;
        }
        do {
            try {
                task.runCaught();
                if (deregistering) {
                    flushClosed();
                }
            } finally {
                task.complete();
            }
            task = tasks.poll();
        } while (task != null);
        return true;
    }

    private boolean runTimers() {
        boolean fired = false;
        Timer next = timers.peek();
        while (next != null && (next.isCancelled() || next.due - System.nanoTime() <= 0)) {
            timers.poll();
            if (!next.isCancelled()) {
                next.fire();
                fired = true;
            }
            next = timers.peek();
        }
        return fired;
    }

    private void flushClosed() throws IOException {
        while (deregistering) {
            deregistering = false;
            selector.selectNow(dispatch);
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
    private static final class Dispatch implements Consumer<SelectionKey> {

        int count;

        @Override
        public void accept(SelectionKey key) {
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
