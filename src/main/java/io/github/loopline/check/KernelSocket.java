package io.github.loopline.check;

import io.github.loopline.trace.Addresses;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the tables of Linux' kernel say of a socket (man 5 proc: /proc/net/tcp and its like). */
final class KernelSocket {

    private static final List<String> TCP_STATES = List.of(
            "no state",
            "ESTABLISHED",
            "SYN_SENT",
            "SYN_RECV",
            "FIN_WAIT1",
            "FIN_WAIT2",
            "TIME_WAIT",
            "CLOSE",
            "CLOSE_WAIT",
            "LAST_ACK",
            "LISTEN",
            "CLOSING",
            "SYN_RECV");

    private static final int LISTEN = 10;

    private KernelSocket() {}

    /**
     * Looks a socket up.
     *
     * @param inode as the descriptor's link names it
     * @return such as {@code TCP 127.0.0.1:40122 to 127.0.0.1:80, ESTABLISHED, 0 bytes unread, 0 bytes unsent}, or null
     */
    static @Nullable String describe(String inode) {
        for (String table : List.of("tcp", "tcp6", "udp", "udp6")) {
            String[] row = row(table, 9, inode);
            if (row != null) {
                return table.startsWith("tcp") ? tcp(row) : udp(row);
            }
        }
        String[] row = row("unix", 6, inode);
        return row == null ? null : "Unix " + (row.length > 7 ? row[7] : "without a name");
    }

    private static String @Nullable [] row(String table, int column, String inode) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/net", table))) {
            return lines.map(line -> line.trim().split("\\s+"))
                    .filter(columns -> columns.length > column && columns[column].equals(inode))
                    .findFirst()
                    .orElse(null);
        } catch (IOException e) {
            return null; // no IPv6, say
        }
    }

    private static String tcp(String[] row) {
        int state = Integer.parseInt(row[3], 16);
        if (state == LISTEN) {
            return "TCP " + address(row[1]) + ", LISTEN, " + queue(row, 1) + " connections waiting";
        }
        return "TCP " + address(row[1]) + " to " + address(row[2]) + ", " + TCP_STATES.get(state) + ", " + queue(row, 1)
                + " bytes unread, " + queue(row, 0) + " bytes unsent";
    }

    private static String udp(String[] row) {
        return "UDP " + address(row[1]) + ", " + queue(row, 1) + " bytes unread";
    }

    /** Gives one of the two numbers of the column tx_queue:rx_queue. */
    private static long queue(String[] row, int which) {
        return Long.parseLong(row[4].split(":")[which], 16);
    }

    /** Reads an address as the tables write it: words of four bytes, each with its bytes in the machine's order, and the port. */
    private static String address(String text) {
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        int colon = text.indexOf(':');
        byte[] ip = new byte[colon / 2];
        for (int i = 0; i < ip.length; i++) {
            int at = little ? i / 4 * 4 + 3 - i % 4 : i;
            ip[at] = (byte) Integer.parseInt(text.substring(2 * i, 2 * i + 2), 16);
        }
        try {
            int port = Integer.parseInt(text.substring(colon + 1), 16);
            return Addresses.text(new InetSocketAddress(InetAddress.getByAddress(ip), port));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
