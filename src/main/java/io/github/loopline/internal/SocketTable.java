package io.github.loopline.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The kernel's tables of sockets (man 5 proc: /proc/net/tcp and its like), which only Linux has. */
public final class SocketTable {

    /** The tables do not tell. */
    public static final long UNKNOWN = -1;

    private static final int CLOSE_WAIT = 8;
    private static final int LISTEN = 10;

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
            return isTcp && state.equals(SocketLine.state(CLOSE_WAIT));
        }

        /**
         * Tell whether it takes connections.
         *
         * @return true for LISTEN
         */
        public boolean isListening() {
            return isTcp && state.equals(SocketLine.state(LISTEN));
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
                String inode = SocketLine.unixInode(line);
                if (inode != null) {
                    inodes.add(inode);
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
            SocketLine read = new SocketLine(table, line);
            rows.put(read.identity(), read.row());
        }
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
        String here = SocketLine.address(local);
        String there = SocketLine.address(remote);
        boolean six = local.getAddress().getAddress().length > 4;
        List<String> tables = six ? List.of("tcp6") : List.of("tcp6", "tcp");
        long unsent = UNKNOWN;
        long unread = UNKNOWN;
        for (String table : tables) {
            try (BufferedReader lines = table(table)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (SocketLine.isBetween(line, here, there)) {
                        unsent = new SocketLine(table, line).unsent();
                    } else if (SocketLine.isBetween(line, there, here)) {
                        unread = new SocketLine(table, line).unread();
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
        String here = SocketLine.address(local);
        String there = SocketLine.address(remote);
        for (String table : List.of("tcp6", "tcp")) {
            try (BufferedReader lines = table(table)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (SocketLine.isBetween(line, here, there)) {
                        return Long.parseLong(new SocketLine(table, line).inode());
                    }
                }
            } catch (IOException e) {
                // no IPv6, or another system
            }
        }
        return UNKNOWN;
    }

    /**
     * Tell whether this system has the tables.
     *
     * @return true on Linux
     */
    public static boolean isThere() {
        return Files.isReadable(Path.of("/proc/self/net/tcp"));
    }
}
