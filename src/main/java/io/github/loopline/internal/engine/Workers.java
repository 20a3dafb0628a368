package io.github.loopline.internal.engine;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Daemon platform threads: for user code that may block (handlers and answers), and for what would keep the engine from
 * its sockets. A thread of the former bears the name of the fixture that it works for; all end after a second without work. Not virtual: those were measured 1.6 times slower per round trip, and
 * thread dumps do not show them.
 */
public final class Workers {

    private static final ThreadPoolExecutor POOL = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), Workers::daemon);

    /** For what only computes, as many at a time as there are cores. */
    private static final ThreadPoolExecutor COMPUTING = pool();

    private Workers() {}

    private static ThreadPoolExecutor pool() {
        int cores = Runtime.getRuntime().availableProcessors();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                cores, cores, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Workers::computer);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static Thread computer(Runnable work) {
        return named(work, "loopline computing");
    }

    /**
     * Run what takes the processor long, and waits for nothing.
     *
     * @param work no code of the user; it deals with its own exceptions
     */
    public static void compute(Runnable work) {
        COMPUTING.execute(work);
    }

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
        return named(work, "loopline idle");
    }

    /** Gives the thread group of the whole JVM: what the library starts belongs to no call of a test that happened to come first. */
    static ThreadGroup group() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        for (ThreadGroup outer = group.getParent(); outer != null; outer = group.getParent()) {
            group = outer;
        }
        return group;
    }

    private static Thread named(Runnable work, String name) {
        Thread thread = new Thread(group(), work, name);
        thread.setDaemon(true);
        return thread;
    }
}
