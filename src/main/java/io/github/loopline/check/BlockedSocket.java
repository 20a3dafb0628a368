package io.github.loopline.check;

import io.github.loopline.internal.DescriptorTable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
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
        String call = KernelThread.read(name, "syscall");
        try {
            return call == null ? null : socket(call);
        } catch (IOException | NumberFormatException e) {
            return null; // it has ended
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
        return DescriptorTable.socketInode((int) descriptor);
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
