package io.github.loopline.internal.engine;

import io.github.loopline.internal.Spin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A daemon thread that waits for sockets, and runs tasks and timers between: what {@link Engine} and the native poll thread
 * share. It never runs user code and never blocks but in {@link #select}.
 */
public abstract class EventLoop {

    private static final long CALL_PATIENCE_SECONDS = 30;

    /** Rounds of {@link #drain}: other tests may keep the loop busy for ever. */
    private static final int MOST_ROUNDS = 64;

    /** Tasks at a time before sockets get their turn. */
    private static final int MOST_TASKS = 64;

    private static final List<EventLoop> RUNNING = new CopyOnWriteArrayList<>();

    private final Thread thread;
    private final ByteBuffer scratch;
    private final ConcurrentLinkedQueue<Task> tasks = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(); // loop thread only
    private long scheduled; // loop thread only
    private volatile boolean asleep;

    /**
     * Create a loop that does not run yet.
     *
     * @param name of its thread
     * @param scratchBytes size of {@link #scratch()}
     */
    protected EventLoop(String name, int scratchBytes) {
        scratch = ByteBuffer.allocateDirect(scratchBytes);
        // without the thread locals and the thread group of whichever test came first
        thread = new Thread(Workers.group(), null, name, 0, false) {
            @Override
            public void run() {
                loop();
            }
        };
        thread.setDaemon(true);
    }

    /** Start the thread, once the constructor of the subclass is done. */
    protected final void start() {
        RUNNING.add(this);
        thread.start();
    }

    /**
     * Wait for sockets and act on those that are ready; the loop's thread calls it.
     *
     * @param millis how long to wait for the first: 0 to only look, -1 until {@link #wakeup}
     * @return how many were ready
     * @throws IOException if waiting fails
     */
    protected abstract int select(long millis) throws IOException;

    /** End a {@link #select} that is under way, or the next one. Called on any thread. */
    protected abstract void wakeup();

    /**
     * Read what most likely comes next, instead of a {@link #select}.
     *
     * @return whether there was something, data or an end
     */
    protected boolean readAnswer() {
        return false;
    }

    /**
     * Finish the closes of the last task or round.
     *
     * @throws IOException if that fails
     */
    protected void settle() throws IOException {}

    /**
     * Run a task on the loop's thread and wait for it. When the task closed a registered socket with the loop's {@code close},
     * its descriptor is gone when this returns. Interrupts are kept for later: the wait is short.
     *
     * @param task the work
     * @throws IOException what the task threw
     */
    public final void call(Task task) throws IOException {
        if (Thread.currentThread() == thread) {
            task.runCaught();
        } else {
            execute(task);
            await(task);
        }
        if (task.hasFailed()) {
            rethrow(task.failure());
        }
    }

    /**
     * Run a task on the loop's thread soon.
     *
     * @param task the work; what it throws is a defect and ends up nowhere, so it must not throw
     */
    public final void execute(Task task) {
        tasks.add(task);
        wakeupIfAsleep();
    }

    /**
     * Fire a timer later, on the loop's thread. Only that thread may schedule.
     *
     * @param timer the work
     * @param nanos how much later; it fires then or up to about 1 ms after, never before
     */
    public final void schedule(Timer timer, long nanos) {
        timer.due = System.nanoTime() + nanos;
        timer.ordinal = ++scheduled;
        timers.add(timer);
    }

    /**
     * Wait until every loop has acted on everything that the kernel has for it now.
     *
     * @throws IOException if select fails
     */
    public static void drainAll() throws IOException {
        for (EventLoop loop : RUNNING) {
            loop.drain();
        }
    }

    /**
     * Wait until the loop has acted on everything that the kernel has for it now: accepted, read, noticed ends.
     *
     * @throws IOException if select fails
     */
    public final void drain() throws IOException {
        call(new Task() {
            @Override
            protected void run() throws IOException {
                int rounds = 1;
                while (select(0) > 0 && rounds < MOST_ROUNDS) {
                    rounds++;
                }
            }
        });
    }

    /**
     * Give the buffer that the loop's thread reads into and writes from, empty.
     *
     * @return a direct buffer
     */
    public final ByteBuffer scratch() {
        return scratch.clear();
    }

    /**
     * Put bytes into a direct buffer.
     *
     * @param data of any length
     * @return the scratch buffer with the bytes, or a fresh buffer for more than that holds
     */
    public final ByteBuffer scratch(byte[] data) {
        return buffer(data.length).put(data).flip();
    }

    /**
     * Give a direct buffer of a certain size at least.
     *
     * @param bytes how many
     * @return the scratch buffer, or a fresh one for more than that holds
     */
    public final ByteBuffer buffer(int bytes) {
        return bytes <= scratch.capacity() ? scratch() : ByteBuffer.allocateDirect(bytes);
    }

    /**
     * Tell whether the caller is the loop.
     *
     * @return true on the loop's thread
     */
    public final boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /** The sleep is over, though {@link #select} still acts on sockets: nobody has to end it. */
    protected final void awake() {
        if (asleep) {
            asleep = false;
        }
    }

    /** Ends the loop's sleep, if it sleeps. */
    final void wakeupIfAsleep() {
        if (asleep) {
            wakeup();
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
                    IllegalStateException stuck =
                            new IllegalStateException("The thread [" + thread.getName() + "] did not answer in 30 s");
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
                worked |= look(worked || Spin.NANOS > 0 && System.nanoTime() < spinUntil) > 0;
                settle();
                if (worked) {
                    spinUntil = Spin.NANOS > 0 ? System.nanoTime() + Spin.NANOS : 0;
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

    private int look(boolean briefly) throws IOException {
        if (briefly) {
            return select(0);
        }
        return readAnswer() ? 1 : sleep();
    }

    private int sleep() throws IOException {
        asleep = true;
        try {
            // Whoever adds a task does so before it reads asleep, so either this sees the task or that one wakes us.
            if (!tasks.isEmpty()) {
                return 0;
            }
            Timer next = timers.peek();
            if (next == null) {
                return select(-1);
            }
            return select(Math.max(0, TimeUnit.NANOSECONDS.toMillis(next.due - System.nanoTime())));
        } finally {
            asleep = false;
        }
    }

    private boolean runTasks() throws IOException {
        Task task = tasks.poll();
        if (task == null) {
            return false;
        }
        for (int i = 0; i < MOST_TASKS && task != null; i++) { // tasks may beget tasks for ever, and sockets wait
            try {
                task.runCaught();
                settle();
            } finally {
                task.complete();
            }
            task = i < MOST_TASKS - 1 ? tasks.poll() : null;
        }
        return true;
    }

    private boolean runTimers() {
        boolean fired = false;
        Timer next = timers.peek();
        while (next != null && (next.isOver() || next.due - System.nanoTime() <= 0)) {
            timers.poll();
            if (!next.isOver()) {
                next.fire();
                fired = true;
            }
            next = timers.peek();
        }
        return fired;
    }
}
