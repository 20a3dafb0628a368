package io.github.loopline.check;

import io.github.loopline.internal.SocketTable;
import io.github.loopline.internal.SocketTable.Row;
import io.github.loopline.trace.Addresses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the tables of Linux' kernel say of a socket (man 5 proc: /proc/net/tcp and its like). */
final class KernelSocket {

    /** What one of Unix is that was never bound. */
    static final String NAMELESS = "Unix without a name";

    private KernelSocket() {}

    /**
     * Looks a socket up.
     *
     * @param inode as the descriptor's link names it
     * @return such as {@code TCP 127.0.0.1:40122 to 127.0.0.1:80, ESTABLISHED, 0 bytes unread, 0 bytes unsent}, or null
     */
    static @Nullable String describe(String inode) {
        for (Row row : SocketTable.rows()) {
            if (row.inode().equals(inode)) {
                return describe(row);
            }
        }
        return unix(inode);
    }

    /** Writes down what a table says. */
    static String describe(Row row) {
        return row.isTcp() ? tcp(row) : udp(row);
    }

    private static String tcp(Row row) {
        String local = Addresses.text(row.local());
        return row.isListening()
                ? "TCP " + local + ", LISTEN, " + row.unread() + " connections waiting"
                : "TCP " + local + " to " + Addresses.text(row.remote()) + ", " + row.state() + ", " + row.unread()
                        + " bytes unread, " + row.unsent() + " bytes unsent";
    }

    private static String udp(Row row) {
        String peer = row.remote().getPort() == 0 ? "" : " to " + Addresses.text(row.remote());
        return "UDP " + Addresses.text(row.local()) + peer + ", " + row.unread() + " bytes unread";
    }

    /** Looks one of Unix up; gives such as {@code Unix /tmp/socket}, or null. */
    static @Nullable String unix(String inode) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/net/unix"))) {
            return lines.map(line -> line.trim().split("\\s+"))
                    .filter(columns -> columns.length > 6 && columns[6].equals(inode))
                    .findFirst()
                    .map(columns -> columns.length > 7 ? "Unix " + columns[7] : NAMELESS)
                    .orElse(null);
        } catch (IOException e) {
            return null;
        }
    }
}
