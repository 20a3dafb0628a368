package io.github.loopline.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the kernel of Linux tells of a thread of this process (man 5 proc: /proc/pid/task), which it knows by its name. */
final class KernelThread {

    private static final Path TASKS = Path.of("/proc/self/task");

    /** Bytes of a name that the kernel keeps. */
    private static final int KEPT = 15;

    /** The number of the system call by which a thread waits for a lock. */
    private static final int FUTEX = System.getProperty("os.arch").equals("amd64") ? 202 : 98;

    private KernelThread() {}

    /**
     * Reads a file of a thread.
     *
     * @param name the beginning of its name, within what the kernel keeps, which no other thread has
     * @return the text, or null on another system, and from a kernel that keeps it to itself
     */
    static @Nullable String read(String name, String file) {
        for (Path thread : named(name)) {
            try {
                return Files.readString(thread.resolve(file));
            } catch (IOException e) {
                return null;
            }
        }
        return null;
    }

    /**
     * Tells how long a thread that computes now has computed, or waited for a processor, which on a busy machine is much (man 5 proc
     * has no schedstat; the kernel's Documentation/scheduler/sched-stats does).
     *
     * @param name as above
     * @return the time; zero of a thread that waits for anything else, or where nothing tells
     */
    static Duration ready(String name) {
        String times = read(name, "schedstat");
        try {
            String[] words =
                    times == null ? new String[] {"0", "0"} : times.trim().split(" ");
            return Duration.ofNanos(Long.parseLong(words[0]) + Long.parseLong(words[1]));
        } catch (NumberFormatException e) {
            return Duration.ZERO;
        }
    }

    /** Finds the threads of a name, of which the kernel keeps the beginning; none where nothing tells. */
    static List<Path> all(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return named(new String(bytes, 0, Math.min(KEPT, bytes.length), StandardCharsets.ISO_8859_1));
    }

    /**
     * Tells whether each of some threads waits, or has ended. Waiting for a processor, or for a lock, is none: locks of Java are told
     * by the state that it gives a thread, and the JVM's own strike threads that compute, when the garbage collector stops all, say.
     */
    static boolean areAsleep(List<Path> threads) {
        return threads.stream().allMatch(KernelThread::isAsleep);
    }

    /** Reads {@code number (name) state ...}; a name may have any character. */
    private static boolean isAsleep(Path thread) {
        try {
            String stat = Files.readString(thread.resolve("stat"), StandardCharsets.ISO_8859_1);
            return !stat.startsWith(") R ", stat.lastIndexOf(')')) && !isLocked(thread);
        } catch (IOException e) {
            return true; // it has ended
        }
    }

    /** Reads {@code number 0xargument ...}, or {@code running}. */
    private static boolean isLocked(Path thread) {
        try {
            String call = Files.readString(thread.resolve("syscall"));
            return call.startsWith(FUTEX + " ") || call.startsWith("running");
        } catch (IOException e) {
            return false; // the kernel keeps it to itself
        }
    }

    private static List<Path> named(String name) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(TASKS)) {
            for (Path thread : threads) {
                if (isNamed(thread, name)) {
                    found.add(thread);
                }
            }
        } catch (IOException e) {
            // another system
        }
        return found;
    }

    private static boolean isNamed(Path thread, String name) {
        try {
            return Files.readString(thread.resolve("comm"), StandardCharsets.ISO_8859_1)
                    .startsWith(name);
        } catch (IOException e) {
            return false; // it has ended
        }
    }
}
