package io.github.loopline.check;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A thread that a call has started and that lives on: the call's own, or one in its thread group, which a thread has from the one that
 * creates it, and a pool of {@code Executors} without a thread factory from the one that creates the pool.
 *
 * @since 0.1
 */
public final class LeftThread {

    private static final int CLOSABLE_HTTP_CLIENT = 21; // the JDK where HttpClient got a close method

    /** The JDK's HttpClient: its selector, and its workers. */
    private static final Pattern HTTP_CLIENT = Pattern.compile("HttpClient-\\d+-.*");

    /** Threads that nobody can end: of the JDK, and of JNA, by which native sockets are called. */
    private static final Set<String> NOBODYS = Set.of("CompletableFutureDelayScheduler", "JNA Cleaner");

    /** How a pool of {@code Executors} names threads that are in the group in which it was itself created. */
    private static final Pattern OWN_POOL = Pattern.compile("pool-\\d+-thread-\\d+");

    /** Classes by which work is given to a thread, that may be anybody's; ForkJoinPool is on every stack that waits for a condition. */
    private static final Pattern SHARED = Pattern.compile(
            "(?!.*\\.ForkJoinPool).*(Queue|Deque|Selector|SelectorImpl|Pool|Executor|EventLoop)(\\$.*)?");

    private final Thread thread;
    private final Call<?> call;
    private final List<StackTraceElement> stack;
    private @Nullable Spin spin;

    LeftThread(Thread thread, Call<?> call) {
        this.thread = thread;
        this.call = call;
        this.stack = List.of(thread.getStackTrace());
    }

    Thread thread() {
        return thread;
    }

    Call<?> call() {
        return call;
    }

    void spins(Spin seen) {
        spin = seen;
    }

    /** Tells whether it has not ended, and whether anybody can be asked to end it. */
    boolean isSomebodys() {
        return thread.isAlive() && !isOfTheJdk(thread, stack);
    }

    static boolean isOfTheJdk(Thread thread, List<StackTraceElement> stack) {
        String name = thread.getName();
        return thread instanceof ForkJoinWorkerThread worker && worker.getPool() == ForkJoinPool.commonPool()
                || NOBODYS.contains(name)
                || HTTP_CLIENT.matcher(name).matches() && Runtime.version().feature() < CLOSABLE_HTTP_CLIENT
                || thread.getClass().getName().startsWith("java.util.concurrent.DelayScheduler")
                || thread.isDaemon() && stack.stream().anyMatch(LeftThread::isOfDefaultChannelGroup);
    }

    /** AsynchronousSocketChannel: threads of a group that a program has made are seldom daemons, those of the default one always. */
    private static boolean isOfDefaultChannelGroup(StackTraceElement frame) {
        String name = frame.getClassName(); // EPollPort, KQueuePort, Iocp
        return name.startsWith("sun.nio.ch.") && (name.contains("Port") || name.contains("Iocp"));
    }

    /**
     * Tell whether a call that failed has left it, and nobody else can have a use for it: it does not wait for work that anybody may
     * give it, and it keeps a JVM from its end or sits in a socket. Daemons are spared otherwise, since a thread that a call starts
     * is one unless the code says that it is none.
     */
    boolean isLeftByFailure() {
        return call.hasFailed() && (!hasBegun() || isForGood() && !mayServeOthers());
    }

    /** A thread that was started just now has no stack: the next look tells what it is. */
    private boolean hasBegun() {
        return !stack.isEmpty();
    }

    private boolean isForGood() {
        return !thread.isDaemon() || isInSocket();
    }

    boolean isInSocket() {
        return !stack.isEmpty() && Watch.isOfSockets(stack.get(0));
    }

    private boolean mayServeOthers() {
        return !OWN_POOL.matcher(thread.getName()).matches()
                && (thread.getClass().getName().endsWith("FastThreadLocalThread") // of Netty, also where it was renamed
                        || stack.stream()
                                .anyMatch(frame ->
                                        SHARED.matcher(frame.getClassName()).matches()));
    }

    /** Describe it: its name, whose it is, how old it is at most, and its stack. */
    @Override
    public String toString() {
        Spin seen = spin;
        StringBuilder text = new StringBuilder("thread [" + thread.getName() + "]");
        text.append(call.isOwn(thread) ? ", of " : ", started under ").append(call);
        Throwable failure = call.hasFailed() ? call.failure() : null;
        if (failure != null) {
            text.append(", which failed with ").append(failure);
        }
        text.append(", at most ")
                .append(Duration.ofNanos(call.age()).toMillis())
                .append(" ms old");
        if (seen != null) {
            text.append(", ").append(seen);
        }
        List<StackTraceElement> where = seen == null ? stack : seen.stack();
        return text.append(Hang.text(where.toArray(StackTraceElement[]::new))).toString();
    }
}
