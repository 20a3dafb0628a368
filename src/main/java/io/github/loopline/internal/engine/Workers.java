package io.github.loopline.internal.engine;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Daemon platform threads for user code that may block: handlers and answers. A thread bears the name of the fixture that it
 * works for and ends after a second without work. Not virtual: those were measured 1.6 times slower per round trip, and
 * thread dumps do not show them.
 */
public final class Workers {

    private static final ThreadPoolExecutor POOL = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), Workers::daemon);

    private Workers() {}

    /**
     * Run user code on a thread of its own.
     *
     * @param name the thread's name while it runs, never null
     * @param work the code; it deals with its own exceptions
     */
    public static void execute(String name, Runnable work) {
        POOL.execute(() -> {
            Thread.currentThread().setName(name);
            try {
                work.run();
            } finally {
                Thread.interrupted(); // an interrupt was meant for this work, not for the next
                Thread.currentThread().setName("loopline idle");
            }
        });
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "loopline idle");
        thread.setDaemon(true);
        return thread;
    }
}
