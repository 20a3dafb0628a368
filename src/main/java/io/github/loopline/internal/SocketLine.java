package io.github.loopline.internal;

import io.github.loopline.internal.SocketTable.Row;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One line of the kernel's tables of sockets, as text (man 5 proc: /proc/net/tcp and its like). */
public final class SocketLine {

    // the columns
    private static final int LOCAL = 1;
    private static final int REMOTE = 2;
    private static final int STATE = 3;
    private static final int QUEUES = 4; // tx_queue:rx_queue
    private static final int INODE = 9;
    private static final int UNIX_INODE = 6; // in the table of Unix sockets

    private static final String MAPPED =
            "0000000000000000FFFF0000"; // an IPv4 address in a socket of IPv6, little-endian

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

    /** CLOSE_WAIT, LAST_ACK and CLOSING: the kernel counts the peer's FIN as a byte until the end is read. */
    private static final Set<Integer> FIN_CAME = Set.of(8, 9, 11);

    private final String table;
    private final boolean isTcp;
    private final String[] columns;

    /** Takes a line of a table apart, such as of {@code tcp6}. */
    SocketLine(String table, String line) {
        this.table = table;
        this.isTcp = table.startsWith("tcp");
        this.columns = columns(line);
    }

    /** A TCP connection is its two addresses, also when no process has it any more; other sockets share addresses. */
    String identity() {
        boolean connected = isTcp && !columns[REMOTE].endsWith(":0000");
        return table + " " + columns[LOCAL] + " " + columns[REMOTE] + (connected ? "" : " " + inode());
    }

    Row row() throws UnknownHostException {
        int state = Integer.parseInt(columns[STATE], 16);
        long unread = unread();
        boolean countsFin = isTcp && FIN_CAME.contains(state) && unread > 0;
        return new Row(
                isTcp,
                address(columns[LOCAL]),
                address(columns[REMOTE]),
                state(state),
                countsFin ? unread - 1 : unread,
                unsent(),
                inode());
    }

    static String state(int number) {
        return number < TCP_STATES.size() ? TCP_STATES.get(number) : "state " + number;
    }

    long unsent() {
        String both = columns[QUEUES];
        return Long.parseLong(both, 0, both.indexOf(':'), 16);
    }

    /** Gives the count as the kernel has it, with a FIN. */
    long unread() {
        String both = columns[QUEUES];
        return Long.parseLong(both, both.indexOf(':') + 1, both.length(), 16);
    }

    String inode() {
        return columns[INODE];
    }

    /** Gives the inode in a line of the table of Unix sockets, or null if there is none. */
    static @Nullable String unixInode(String line) {
        String[] columns = columns(line);
        return columns.length > UNIX_INODE ? columns[UNIX_INODE] : null;
    }

    /** Tells whether a line is of a socket between two addresses; looks at the text, since there are thousands. */
    static boolean isBetween(String line, String local, String remote) {
        int at = line.indexOf(local);
        if (at < 0) {
            return false;
        }
        int second = at + local.length() + 1;
        return line.startsWith(remote, second) || line.startsWith(MAPPED + remote, second);
    }

    /** Gives the columns up to the inode. By hand, since there are thousands of lines. */
    private static String[] columns(String line) {
        String[] columns = new String[INODE + 1];
        int count = 0;
        int end = 0;
        for (int at = word(line, 0); at < line.length() && count < columns.length; at = word(line, end)) {
            int space = line.indexOf(' ', at);
            end = space < 0 ? line.length() : space;
            columns[count++] = line.substring(at, end);
        }
        return count == columns.length ? columns : Arrays.copyOf(columns, count);
    }

    private static int word(String line, int from) {
        int at = from;
        while (at < line.length() && line.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    /**
     * Write an address as the tables do: words of four bytes, each with its bytes in the machine's order, and the port.
     *
     * @param address an IPv4 or IPv6 address
     * @return such as {@code 0100007F:1F90}
     */
    public static String address(InetSocketAddress address) {
        byte[] ip = address.getAddress().getAddress();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < ip.length; i++) {
            text.append(String.format(Locale.ROOT, "%02X", ip[inOrder(i)]));
        }
        return text + ":" + String.format(Locale.ROOT, "%04X", address.getPort());
    }

    /** Reads an address as the tables write it; one of IPv4 in a socket of IPv6 is that of IPv4. */
    private static InetSocketAddress address(String text) throws UnknownHostException {
        int colon = text.indexOf(':');
        byte[] ip = new byte[colon / 2];
        for (int i = 0; i < ip.length; i++) {
            ip[inOrder(i)] = (byte) Integer.parseInt(text, 2 * i, 2 * i + 2, 16);
        }
        return new InetSocketAddress(
                InetAddress.getByAddress(ip), Integer.parseInt(text, colon + 1, text.length(), 16));
    }

    private static int inOrder(int i) {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? i / 4 * 4 + 3 - i % 4 : i;
    }
}
