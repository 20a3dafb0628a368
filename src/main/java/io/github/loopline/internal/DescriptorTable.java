package io.github.loopline.internal;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The descriptors of this process (man 5 proc: /proc/pid/fd and /proc/pid/fdinfo), which only Linux lists. */
public final class DescriptorTable {

    private static final Path LINKS = Path.of("/proc/self/fd");
    private static final Path FACTS = Path.of("/proc/self/fdinfo");

    /** Descriptors that are asked whether they are that of the list itself: nearly always the first is. */
    private static final int MOST_ASKED = 8;

    private static final String SOCKET = "socket:[";

    private static final String WATCHED = "tfd:";

    private DescriptorTable() {}

    /**
     * List the numbers that are open now. It takes some 20 µs where there are few.
     *
     * @param most how many to read
     * @return the numbers; or null if there are more, and on another system
     */
    public static @Nullable BitSet numbers(int most) {
        String[] names = new File(LINKS.toString()).list(); // makes no Path of each, which takes twice as long
        if (names == null || names.length > most) {
            return null;
        }
        BitSet open = new BitSet();
        for (String name : names) {
            open.set(Integer.parseInt(name));
        }
        forgetTheList(open);
        return open;
    }

    /** The list was read by a descriptor, closed by now, that had the lowest free number: those below it are open. */
    private static void forgetTheList(BitSet open) {
        int highest = open.nextClearBit(0) - 1;
        for (int number = highest; number >= 0 && number > highest - MOST_ASKED; number--) {
            if (!link(number).toFile().exists()) {
                open.clear(number);
                return;
            }
        }
    }

    /**
     * Tell what a descriptor is.
     *
     * @param number of the descriptor
     * @return such as {@code socket:[4711]}, {@code anon_inode:[eventpoll]} or a path; empty if it is closed
     */
    public static String target(int number) {
        return target(link(number));
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }

    /**
     * Tell which socket a descriptor is.
     *
     * @param number of the descriptor
     * @return the socket's inode, as in {@link SocketTable}; null if it is closed or no socket
     */
    public static @Nullable String socketInode(int number) {
        return socketInode(link(number));
    }

    private static @Nullable String socketInode(Path descriptor) {
        String target = target(descriptor);
        return target.startsWith(SOCKET) ? target.substring(SOCKET.length(), target.length() - 1) : null;
    }

    /**
     * Name the sockets of this process.
     *
     * @return their inodes; none on another system
     */
    public static Set<String> socketInodes() {
        Set<String> inodes = new HashSet<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(LINKS)) {
            for (Path descriptor : descriptors) {
                String inode = socketInode(descriptor);
                if (inode != null) {
                    inodes.add(inode);
                }
            }
        } catch (IOException e) {
            // another system
        }
        return inodes;
    }

    /**
     * Tell which descriptors an eventpoll watches.
     *
     * @param number its own
     * @return theirs, none if it is closed
     */
    public static BitSet watchedBy(int number) {
        BitSet watched = new BitSet();
        try {
            for (String line : Files.readAllLines(FACTS.resolve(String.valueOf(number)))) {
                if (line.startsWith(WATCHED)) {
                    watched.set(Integer.parseInt(
                            line.substring(WATCHED.length()).trim().split("\\s+")[0]));
                }
            }
        } catch (IOException e) {
            // closed meanwhile
        }
        return watched;
    }

    private static Path link(int number) {
        return LINKS.resolve(String.valueOf(number));
    }
}
