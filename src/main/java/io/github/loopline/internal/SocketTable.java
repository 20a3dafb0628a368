package io.github.loopline.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The kernel's tables of sockets (man 5 proc: /proc/net/tcp and its like), which only Linux has. */
public final class SocketTable {

    /** The tables do not tell. */
    public static final long UNKNOWN = -1;

    private static final int INODE = 9; // the column

    private static final int UNIX_INODE = 6; // the same in the table of Unix sockets

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

    private static final int CLOSE_WAIT = 8;
    private static final int LISTEN = 10;

    /** CLOSE_WAIT, LAST_ACK and CLOSING: the kernel counts the peer's FIN as a byte until the end is read. */
    private static final Set<Integer> FIN_CAME = Set.of(8, 9, 11);

    private SocketTable() {}

    /**
     * One socket, as the kernel has it.
     *
     * @param isTcp TCP, or else UDP
     * @param local its address
     * @param remote the other end's; 0.0.0.0 or :: and port 0 if there is none
     * @param state the name of its state, such as {@code ESTABLISHED}; without meaning for UDP
     * @param unread bytes that have come and were not read; connections that wait to be accepted, if it listens
     * @param unsent bytes that were written and that the other end has not confirmed
     * @param inode by which a descriptor names it; 0 if no process has it
     */
    public record Row(
            boolean isTcp,
            InetSocketAddress local,
            InetSocketAddress remote,
            String state,
            long unread,
            long unsent,
            String inode) {

        /**
         * Tell whether its other end has closed, and it has not.
         *
         * @return true for CLOSE_WAIT
         */
        public boolean isUnheeded() {
            return isTcp && state.equals(TCP_STATES.get(CLOSE_WAIT));
        }

        /**
         * Tell whether it takes connections.
         *
         * @return true for LISTEN
         */
        public boolean isListening() {
            return isTcp && state.equals(TCP_STATES.get(LISTEN));
        }
    }

    /**
     * Read the tables of TCP and UDP, over IPv4 and IPv6. The kernel writes them page by page, and a socket that moves meanwhile comes
     * twice: what was read last counts.
     *
     * @return all sockets of this network namespace, each once; none where there are no such tables
     */
    public static List<Row> rows() {
        return read("tcp", "tcp6", "udp", "udp6");
    }

    /**
     * Read the tables of TCP alone, which take milliseconds also where there are few sockets.
     *
     * @return as {@link #rows()}
     */
    public static List<Row> tcp() {
        return read("tcp", "tcp6");
    }

    /**
     * Read the tables of UDP alone.
     *
     * @return as {@link #rows()}
     */
    public static List<Row> udp() {
        return read("udp", "udp6");
    }

    private static List<Row> read(String... tables) {
        Map<String, Row> rows = new LinkedHashMap<>();
        for (String table : tables) {
            try (BufferedReader lines = table(table)) {
                read(table, lines, rows);
            } catch (IOException e) {
                // no IPv6, or another system
            }
        }
        return List.copyOf(rows.values());
    }

    /**
     * Read which sockets are of Unix.
     *
     * @return their inodes
     */
    public static Set<String> unix() {
        Set<String> inodes = new HashSet<>();
        try (BufferedReader lines = table("unix")) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] columns = columns(line);
                if (columns.length > UNIX_INODE) {
                    inodes.add(columns[UNIX_INODE]);
                }
            }
        } catch (IOException e) {
            // another system
        }
        return inodes;
    }

    static void read(String table, BufferedReader lines, Map<String, Row> rows) throws IOException {
        lines.readLine(); // the names of the columns
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] columns = columns(line);
            rows.put(identity(table, columns), row(table.startsWith("tcp"), columns));
        }
    }

    /** A TCP connection is its two addresses, also when no process has it any more; other sockets share addresses. */
    private static String identity(String table, String[] columns) {
        boolean connected = table.startsWith("tcp") && !columns[2].endsWith(":0000");
        return table + " " + columns[1] + " " + columns[2] + (connected ? "" : " " + columns[INODE]);
    }

    private static Row row(boolean isTcp, String[] columns) throws UnknownHostException {
        int state = Integer.parseInt(columns[3], 16);
        long unread = queue(columns, 1);
        boolean countsFin = isTcp && FIN_CAME.contains(state) && unread > 0;
        return new Row(
                isTcp,
                address(columns[1]),
                address(columns[2]),
                state(state),
                countsFin ? unread - 1 : unread,
                queue(columns, 0),
                columns[INODE]);
    }

    private static String state(int number) {
        return number < TCP_STATES.size() ? TCP_STATES.get(number) : "state " + number;
    }

    private static BufferedReader table(String name) throws IOException {
        return Files.newBufferedReader(Path.of("/proc/self/net/" + name));
    }

    /**
     * Count the bytes of a TCP connection that this side has sent and the peer, a socket of this machine, has not read.
     * Reading the table takes from 50 us to many milliseconds, by how many sockets the machine has.
     *
     * @param local this side's address
     * @param remote the peer's address
     * @return the count, or {@link #UNKNOWN} if the tables have not both sides
     */
    public static long inFlight(InetSocketAddress local, InetSocketAddress remote) {
        String here = address(local);
        String there = address(remote);
        boolean six = local.getAddress().getAddress().length > 4;
        List<String> tables = six ? List.of("tcp6") : List.of("tcp6", "tcp");
        long unsent = UNKNOWN;
        long unread = UNKNOWN;
        for (String table : tables) {
            try (BufferedReader lines = table(table)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (has(line, here, there)) {
                        unsent = queue(columns(line), 0);
                    } else if (has(line, there, here)) {
                        unread = queue(columns(line), 1);
                    }
                }
            } catch (IOException e) {
                return UNKNOWN;
            }
        }
        return unsent == UNKNOWN || unread == UNKNOWN ? UNKNOWN : unsent + unread;
    }

    /**
     * Look for the socket at one end of a TCP connection.
     *
     * @param local its own address
     * @param remote its peer's address
     * @return its inode; 0 if no process has it open any more; or {@link #UNKNOWN} if the tables have no such socket
     */
    public static long inode(InetSocketAddress local, InetSocketAddress remote) {
        String here = address(local);
        String there = address(remote);
        for (String table : List.of("tcp6", "tcp")) {
            try (BufferedReader lines = Files.newBufferedReader(Path.of("/proc/self/net/" + table))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (has(line, here, there)) {
                        return Long.parseLong(columns(line)[INODE]);
                    }
                }
            } catch (IOException e) {
                // no IPv6, or another system
            }
        }
        return UNKNOWN;
    }

    /**
     * Name the sockets of this process.
     *
     * @return their inodes; none on another system
     */
    public static Set<String> ownInodes() {
        Set<String> inodes = new HashSet<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                String target = target(descriptor);
                if (target.startsWith("socket:[")) {
                    inodes.add(target.substring("socket:[".length(), target.length() - 1));
                }
            }
        } catch (IOException e) {
            // another system
        }
        return inodes;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }

    /**
     * Tell whether this system has the tables.
     *
     * @return true on Linux
     */
    public static boolean isThere() {
        return Files.isReadable(Path.of("/proc/self/net/tcp"));
    }

    /** Tells whether a line is of a socket between two addresses; looks at the text, since there are thousands. */
    private static boolean has(String line, String local, String remote) {
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

    /** Gives one of the two numbers of the column tx_queue:rx_queue. */
    private static long queue(String[] columns, int which) {
        String both = columns[4];
        int colon = both.indexOf(':');
        return which == 0 ? Long.parseLong(both, 0, colon, 16) : Long.parseLong(both, colon + 1, both.length(), 16);
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
