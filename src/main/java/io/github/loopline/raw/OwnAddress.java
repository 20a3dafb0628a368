package io.github.loopline.raw;

import io.github.loopline.net.FixtureException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/**
 * A loopback address that is one peer's alone while it is held. Raw sockets have no ports to keep tests apart that run at the
 * same time, but Linux has sixteen million loopback addresses. Who has which, the kernel decides: each holds a UDP port of one
 * address that nobody else uses, and has the port's number in its own.
 */
final class OwnAddress implements AutoCloseable {

    private static final byte FIRST = 127;
    private static final byte SECOND = 64;

    private final InetAddress address;
    private final @Nullable DatagramChannel holder;

    private OwnAddress(InetAddress address, @Nullable DatagramChannel holder) {
        this.address = address;
        this.holder = holder;
    }

    static OwnAddress take() {
        InetAddress holders = Fields.address(new byte[] {FIRST, SECOND, 0, 1});
        DatagramChannel channel = null;
        try {
            channel = DatagramChannel.open(StandardProtocolFamily.INET).bind(new InetSocketAddress(holders, 0));
            int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
            return new OwnAddress(of(port), channel);
        } catch (IOException e) {
            closeQuietly(channel);
            throw new FixtureException("No loopback address could be reserved: " + e.getMessage() + ".", e);
        }
    }

    /** Gives the address of a port. None ends in 255, which the JDK takes for a broadcast address and does not bind to. */
    static InetAddress of(int port) {
        byte[] digits = {FIRST, (byte) (SECOND + (port >> 14)), (byte) (port >> 7 & 0x7f), (byte) (port & 0x7f)};
        return Fields.address(digits);
    }

    /** Wraps an address that others may have as well. */
    static OwnAddress shared(InetAddress address) {
        return new OwnAddress(address, null);
    }

    InetAddress address() {
        return address;
    }

    @Override
    public void close() {
        closeQuietly(holder);
    }

    private static void closeQuietly(@Nullable DatagramChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // a UDP socket has nothing left to lose
        }
    }
}
