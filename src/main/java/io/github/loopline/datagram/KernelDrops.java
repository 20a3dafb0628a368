package io.github.loopline.datagram;

import io.github.loopline.net.CapabilityException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Reads from the kernel's table of UDP sockets how many datagrams it dropped because a receive buffer was full. */
final class KernelDrops {

    private KernelDrops() {}

    /**
     * Counts the drops of the socket bound to an address (man 5 proc: /proc/net/udp, its last column).
     *
     * @throws CapabilityException where there is no such table
     */
    static long of(InetSocketAddress address) {
        byte[] ip = address.getAddress().getAddress();
        Path table = Path.of("/proc/self/net/udp" + (ip.length == 4 ? "" : "6"));
        String local = hex(ip) + ":" + String.format(Locale.ROOT, "%04X", address.getPort());
        long drops = 0;
        try {
            for (String line : Files.readAllLines(table)) {
                String[] columns = line.trim().split("\\s+");
                if (columns.length > 12 && columns[1].equals(local)) {
                    drops += Long.parseLong(columns[columns.length - 1]);
                }
            }
            return drops;
        } catch (IOException e) {
            throw new CapabilityException("The kernel's count of dropped datagrams needs " + table + " of Linux.", e);
        }
    }

    /** Writes an address as the table does: words of four bytes, each with its bytes in the machine's order. */
    private static String hex(byte[] ip) {
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        StringBuilder text = new StringBuilder();
        for (int word = 0; word < ip.length; word += 4) {
            for (int i = 0; i < 4; i++) {
                text.append(String.format(Locale.ROOT, "%02X", ip[word + (little ? 3 - i : i)]));
            }
        }
        return text.toString();
    }
}
