package io.github.loopline.datagram;

import io.github.loopline.internal.SocketLine;
import io.github.loopline.net.CapabilityException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads from the kernel's table of UDP sockets how many datagrams it dropped because a receive buffer was full. */
final class KernelDrops {

    /** The table has no such socket. */
    static final long UNKNOWN = -1;

    private static final int INODE = 9;
    private static final int COLUMNS = 13;

    /** Sockets that come and go while the table is read can hide another one: it is read again then. */
    private static final int TRIES = 5;

    private KernelDrops() {}

    /**
     * Counts the drops of the socket bound to an address (man 5 proc: /proc/net/udp, its last column).
     *
     * @return the count, or {@link #UNKNOWN}
     * @throws CapabilityException where there is no such table
     */
    static long of(InetSocketAddress address) {
        byte[] ip = address.getAddress().getAddress();
        Path table = Path.of("/proc/self/net/udp" + (ip.length == 4 ? "" : "6"));
        String local = SocketLine.address(address);
        try {
            long drops = UNKNOWN;
            for (int i = 0; i < TRIES && drops == UNKNOWN; i++) {
                drops = sum(Files.readAllLines(table), local);
            }
            return drops;
        } catch (IOException e) {
            throw new CapabilityException("The kernel's count of dropped datagrams needs " + table + " of Linux.", e);
        }
    }

    /** Adds up over sockets that share an address; none of them counts twice, though the table may show it twice. */
    private static long sum(List<String> table, String local) {
        Map<String, Long> byInode = new HashMap<>();
        for (String line : table) {
            String[] columns = line.trim().split("\\s+");
            if (columns.length >= COLUMNS && columns[1].equals(local)) {
                byInode.put(columns[INODE], Long.parseLong(columns[columns.length - 1]));
            }
        }
        return byInode.isEmpty()
                ? UNKNOWN
                : byInode.values().stream().mapToLong(Long::longValue).sum();
    }
}
