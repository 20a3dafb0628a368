package io.github.loopline.internal.engine;

/** Work for the engine's thread. A class, not a lambda: the first lambda of a JVM costs milliseconds. */
public abstract class Task {

    private volatile boolean done;
    // written before done, read after it
    private Throwable failure = NONE;

    private static final Throwable NONE = new Throwable("none", null, false, false) {
        private static final long serialVersionUID = 1L;
    };

    /** Create a task that has not run. */
    protected Task() {}

    /**
     * Do the work; never block.
     *
     * @throws Exception what goes to the caller of {@link EventLoop#call}
     */
    protected abstract void run() throws Exception;

    final void runCaught() {
        try {
            run();
        } catch (Throwable t) {
            failure = t;
        }
    }

    final void complete() {
        done = true;
        synchronized (this) {
            notifyAll();
        }
    }

    final boolean isDone() {
        return done;
    }

    final boolean hasFailed() {
        return failure != NONE;
    }

    final Throwable failure() {
        return failure;
    }
}
