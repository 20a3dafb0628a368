package io.github.loopline.check;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Watches one thread until it has computed for a while without ever waiting, or waits. */
final class Watch {

    /** What a thread must compute; on a busy machine that takes longer than this. */
    static final Duration ENOUGH = Duration.ofMillis(200);

    /** How much of a processor it must get where the kernel does not tell whether it waits, in percent. */
    private static final int LEAST_WHERE_UNKNOWN = 50;

    /** Looks at which it may wait, for a lock or the garbage collector say: so many, or one of so many. */
    private static final int TOLERATED = 3;

    private static final int TOLERATED_OF = 5;

    /** Looks after which it must have used something: a loop gets that on the busiest machine. */
    private static final int ENOUGH_LOOKS = 100;

    /** Looks that must see it in a socket. */
    private static final int ENOUGH_IN_SOCKETS = 2;

    private final Thread thread;
    private final List<Path> kernels; // the same thread, as the kernel has it; none where it does not tell
    private long began; // a time of System.nanoTime()
    private long before; // what it had used then
    private int looks;
    private int waits;
    private int inSockets;
    private int atSockets; // looks that saw it call them just then
    private boolean spunInSockets;
    private List<StackTraceElement> stack = List.of();

    Watch(Thread thread) {
        this.thread = thread;
        kernels = KernelThread.all(thread.getName());
        begin();
    }

    Thread thread() {
        return thread;
    }

    /** Begins anew. */
    void begin() {
        began = System.nanoTime();
        before = used();
        looks = 0;
        waits = 0;
        inSockets = 0;
        atSockets = 0;
        spunInSockets = false;
    }

    /** Tells at a glance whether it waits. */
    boolean isWaiting() {
        return thread.getState() != Thread.State.RUNNABLE || !kernels.isEmpty() && KernelThread.areAsleep(kernels);
    }

    void look() {
        looks++;
        waits += isWaiting() ? 1 : 0;
        List<StackTraceElement> now = List.of(thread.getStackTrace());
        boolean sees = now.stream().anyMatch(Watch::isOfSockets);
        inSockets += sees ? 1 : 0;
        atSockets += !now.isEmpty() && isOfSockets(now.get(0)) ? 1 : 0;
        if (sees || inSockets == 0) {
            stack = now;
        }
        spunInSockets |= !hasWaited() && hasSpun() && atSockets >= ENOUGH_IN_SOCKETS;
    }

    /** Sockets and selectors of the JDK and of Netty; not names of hosts, and not files, which share a package with them. */
    static boolean isOfSockets(StackTraceElement frame) {
        String name = frame.getClassName();
        boolean channels = name.startsWith("sun.nio.ch.") || name.startsWith("java.nio.channels.");
        return channels && !name.contains("File")
                || name.startsWith("java.net.") && name.contains("Socket")
                || name.startsWith("sun.security.ssl.")
                || name.startsWith("io.netty.channel.");
    }

    boolean hasWaited() {
        return !thread.isAlive()
                || waits > TOLERATED && waits * TOLERATED_OF > looks
                || looks > ENOUGH_LOOKS && percent() < 1; // it waits for a lock of native code
    }

    boolean hasSpun() {
        return used() - before >= ENOUGH.toNanos() && (!kernels.isEmpty() || percent() >= LEAST_WHERE_UNKNOWN);
    }

    /**
     * Tells whether a look found that it calls them over and over, though it may have given up since; handlers of an event loop compute
     * above frames of sockets, too.
     */
    boolean hasSpunInSockets() {
        return spunInSockets;
    }

    Spin result() {
        Duration time = Duration.ofNanos(System.nanoTime() - began);
        return new Spin(thread, percent(), time, inSockets >= ENOUGH_IN_SOCKETS, stack);
    }

    private long percent() {
        return Math.min(100, (used() - before) * 100 / Math.max(1, System.nanoTime() - began));
    }

    /** Gives what it has computed, in nanoseconds; -1 if it has ended. */
    private long used() {
        return Idle.CPU.getThreadCpuTime(thread.getId());
    }
}
