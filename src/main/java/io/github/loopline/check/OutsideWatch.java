package io.github.loopline.check;

import io.github.loopline.internal.TestCode;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What all guards share while any is open: one thread that looks, and one selector of proxies. */
final class OutsideWatch {

    /** Between two looks, unless these take long. */
    private static final Duration PERIOD = Duration.ofMillis(5);

    /** The thread waits so many times as long as it has computed: many sockets take milliseconds. */
    private static final int REST = 10;

    /** That a test waits for the thread, or for names. */
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private static final int DNS = 53;

    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    /** Lookups of our own that go on. */
    private static final AtomicInteger LOOKUPS = new AtomicInteger();

    /** What is known of sockets that stay needs not be read again for the next test. Guarded by itself. */
    private static final OutsideSockets SOCKETS = new OutsideSockets();

    private static volatile @Nullable OutsideWatch current; // written by who holds the class's lock

    private final Deque<OutsideGuard> guards = new ConcurrentLinkedDeque<>();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = thread(this::run);

    private OutsideWatch() {
        AskedSelector.install();
        synchronized (SOCKETS) {
            SOCKETS.reset();
        }
        thread.start();
    }

    /** Tells what is found from now on to a guard; what happened before is that of who was there. */
    static synchronized void enter(OutsideGuard guard) {
        look();
        OutsideWatch watch = current;
        if (watch == null) {
            watch = new OutsideWatch();
            current = watch;
        }
        watch.guards.addLast(guard);
    }

    static synchronized void leave(OutsideGuard guard) {
        OutsideWatch watch = current;
        if (watch == null || !watch.guards.contains(guard)) {
            return;
        }
        look();
        watch.guards.remove(guard);
        if (watch.guards.isEmpty()) {
            current = null;
            AskedSelector.remove();
            watch.end();
        }
    }

    private void end() {
        stop.countDown();
        join(thread); // it is in the middle of a look at most
    }

    /** Waits for a while, also where the thread was interrupted before, as by a timeout. */
    private static void join(Thread other) {
        boolean interrupted = Thread.interrupted();
        try {
            other.join(LONGEST.toMillis());
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            Duration rest = Duration.ZERO;
            while (!stop.await(rest.toNanos(), TimeUnit.NANOSECONDS)) {
                long before = CPU.getCurrentThreadCpuTime();
                tell();
                Duration wanted = Duration.ofNanos((CPU.getCurrentThreadCpuTime() - before) * REST);
                rest = wanted.compareTo(PERIOD) > 0 ? wanted : PERIOD;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does that
        }
    }

    /** Looks at the kernel's tables now. */
    static void look() {
        OutsideWatch watch = current;
        if (watch != null) {
            watch.tell();
        }
    }

    private void tell() {
        synchronized (SOCKETS) {
            boolean ours = LOOKUPS.get() > 0;
            List<Outside> found = SOCKETS.fresh();
            OutsideGuard guard = guards.peekLast();
            if (guard != null && !found.isEmpty()) {
                guard.seen(found.stream()
                        .filter(each -> !ours || each.peer().getPort() != DNS)
                        .toList());
            }
        }
    }

    /** Takes note that code on this thread asks for proxies, and what comes first in the answer. */
    static void asked(URI uri, Proxy proxy) {
        OutsideWatch watch = current;
        OutsideGuard guard = watch == null ? null : watch.guards.peekLast();
        if (guard == null) {
            return;
        }
        Thread thread = Thread.currentThread();
        StackTraceElement[] stack = Arrays.stream(thread.getStackTrace())
                .skip(1) // where the stack is taken
                .dropWhile(frame -> isOurs(frame.getClassName()))
                .toArray(StackTraceElement[]::new);
        boolean isCertain = stack.length > 0 && TestCode.isJdks(stack[0]);
        Asked question = Asked.of(uri, proxy, isCertain, new Place(thread.getName(), stack));
        if (question != null) {
            guard.asked(question);
        }
    }

    private static boolean isOurs(String type) {
        return type.equals(OutsideWatch.class.getName()) || type.equals(AskedSelector.class.getName());
    }

    /** Gives what is not on loopback, as far as it is known after a while. The sockets of our own lookups are not told. */
    static Map<Asked, Outside> lookUp(Collection<Asked> questions) {
        Map<Asked, Outside> answers = new ConcurrentHashMap<>();
        if (!questions.isEmpty()) {
            LOOKUPS.incrementAndGet();
            Thread lookup = thread(() -> {
                try {
                    for (Asked question : questions) {
                        Outside peer = question.lookUp();
                        if (peer != null) {
                            answers.put(question, peer);
                        }
                    }
                    look();
                } finally {
                    LOOKUPS.decrementAndGet();
                }
            });
            lookup.start();
            join(lookup);
        }
        return Map.copyOf(answers);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "loopline guard");
        thread.setDaemon(true);
        return thread;
    }
}
