package io.github.loopline.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The kernel's tables of sockets (man 5 proc: /proc/net/tcp and its like), which only Linux has. */
public final class SocketTable {

    /** The tables do not tell. */
    public static final long UNKNOWN = -1;

    private static final String MAPPED =
            "0000000000000000FFFF0000"; // an IPv4 address in a socket of IPv6, little-endian

    private SocketTable() {}

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
            try (BufferedReader lines = Files.newBufferedReader(Path.of("/proc/self/net/" + table))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (has(line, here, there)) {
                        unsent = queue(line, 0);
                    } else if (has(line, there, here)) {
                        unread = queue(line, 1);
                    }
                }
            } catch (IOException e) {
                return UNKNOWN;
            }
        }
        return unsent == UNKNOWN || unread == UNKNOWN ? UNKNOWN : unsent + unread;
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

    /** Gives one of the two numbers of the column tx_queue:rx_queue. */
    private static long queue(String line, int which) {
        String[] columns = line.trim().split("\\s+");
        return Long.parseLong(columns[4].split(":")[which], 16);
    }

    /**
     * Write an address as the tables do: words of four bytes, each with its bytes in the machine's order, and the port.
     *
     * @param address an IPv4 or IPv6 address
     * @return such as {@code 0100007F:1F90}
     */
    public static String address(InetSocketAddress address) {
        byte[] ip = address.getAddress().getAddress();
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        StringBuilder text = new StringBuilder();
        for (int word = 0; word < ip.length; word += 4) {
            for (int i = 0; i < 4; i++) {
                text.append(String.format(Locale.ROOT, "%02X", ip[word + (little ? 3 - i : i)]));
            }
        }
        return text + ":" + String.format(Locale.ROOT, "%04X", address.getPort());
    }
}
