package io.github.loopline.check;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which socket a thread of this process waits in. The kernel of Linux tells the system call (man 5 proc: /proc/pid/syscall),
 * whose first argument is the descriptor, or for poll a pointer to it. Read only when something hangs.
 */
final class BlockedSocket {

    private static final Path SELF = Path.of("/proc/self");

    /** Above any descriptor, below any address. */
    private static final long MOST_DESCRIPTORS = 1 << 24;

    private BlockedSocket() {}

    /**
     * Looks where a thread waits.
     *
     * @param name the beginning of its name, within the 15 characters that the kernel keeps
     * @return the inode of the socket, or null where nothing tells, or it waits for something else
     */
    static @Nullable String inode(String name) {
        String call = read(name, "syscall");
        try {
            return call == null ? null : socket(call);
        } catch (IOException | NumberFormatException e) {
            return null; // it has ended
        }
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

    /** Gives what the kernel tells of a thread, or null on another system, and from a kernel that keeps it to itself. */
    private static @Nullable String read(String name, String file) {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(SELF.resolve("task"))) {
            for (Path thread : threads) {
                if (isNamed(thread, name)) {
                    return Files.readString(thread.resolve(file));
                }
            }
            return null;
        } catch (IOException e) {
            return null;
        }
    }

    private static boolean isNamed(Path thread, String name) {
        try {
            return Files.readString(thread.resolve("comm")).startsWith(name);
        } catch (IOException e) {
            return false; // it has ended
        }
    }

    /** Reads {@code number argument argument ...}, or {@code running}. */
    private static @Nullable String socket(String call) throws IOException {
        String[] words = call.trim().split(" ");
        if (words.length < 2) {
            return null;
        }
        long argument = Long.parseUnsignedLong(words[1].substring(2), 16);
        long descriptor = argument >= 0 && argument < MOST_DESCRIPTORS ? argument : read(argument);
        String target = Files.readSymbolicLink(SELF.resolve("fd").resolve(String.valueOf(descriptor)))
                .toString();
        return target.startsWith("socket:[") ? target.substring("socket:[".length(), target.length() - 1) : null;
    }

    /** Reads the descriptor that begins a struct pollfd. */
    private static int read(long address) throws IOException {
        if (address < 0) {
            throw new IOException("no address of a process");
        }
        byte[] number = new byte[Integer.BYTES];
        try (RandomAccessFile memory = new RandomAccessFile(SELF.resolve("mem").toFile(), "r")) {
            memory.seek(address);
            memory.readFully(number);
        }
        return ByteBuffer.wrap(number).order(ByteOrder.nativeOrder()).getInt();
    }
}
