package io.github.loopline.internal.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.junit.EnabledIfSocket;
import io.github.loopline.net.Family;
import io.github.loopline.net.SocketType;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A socket of the JDK is found by what it is bound to. SO_BROADCAST, which the JDK can read, tells that it was the one. */
@EnabledIfSocket(family = Family.INET, type = SocketType.DGRAM, protocol = 17) // through native calls
class DescriptorsTests {

    @ParameterizedTest
    @CsvSource({"INET, 127.0.0.1", "INET6, ::1", "INET, 0.0.0.0", "INET6, ::", "INET6, 127.0.0.1", "INET, 239.77.2.1"})
    void the_one_with_the_address_is_found(StandardProtocolFamily family, String host) throws Exception {
        InetSocketAddress any = new InetSocketAddress(host, 0);
        try (DatagramChannel before = DatagramChannel.open(family).bind(any);
                DatagramChannel channel = DatagramChannel.open(family).bind(any);
                DatagramChannel after = DatagramChannel.open(family).bind(any)) {
            InetSocketAddress bound = (InetSocketAddress) channel.getLocalAddress();

            Descriptors.set(bound, Constants.SOL_SOCKET, Constants.SO_BROADCAST, 1);

            assertThat(channel.getOption(StandardSocketOptions.SO_BROADCAST)).isTrue();
            assertThat(before.getOption(StandardSocketOptions.SO_BROADCAST)).isFalse();
            assertThat(after.getOption(StandardSocketOptions.SO_BROADCAST)).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.1", "0.0.0.0, 127.0.0.1"})
    void a_listener_with_short_segments_takes_no_megabytes_at_once(String host, String seen) throws Exception {
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.INET)
                .setOption(StandardSocketOptions.SO_RCVBUF, 4096)
                .bind(new InetSocketAddress(host, 0))) {
            int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();

            Descriptors.limitSegments(new InetSocketAddress(seen, port), 1460);

            try (SocketChannel client = SocketChannel.open(new InetSocketAddress(seen, port))) {
                client.configureBlocking(false);
                assertThat(client.write(ByteBuffer.allocate(4_000_000))).isLessThan(1_000_000);
            }
        }
    }

    @Test
    void what_the_kernel_refuses_is_told() throws Exception {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            InetSocketAddress bound = (InetSocketAddress) socket.getLocalSocketAddress();

            assertThatThrownBy(() -> Descriptors.set(bound, Constants.IPPROTO_IP, Constants.IP_TTL, 256))
                    .isInstanceOf(ErrnoException.class)
                    .hasMessageStartingWith("Invalid argument");
            assertThatThrownBy(() -> Descriptors.set(
                            new InetSocketAddress("127.41.7.3", bound.getPort()), Constants.IPPROTO_IP, 2, 9))
                    .isInstanceOf(IOException.class)
                    .hasMessage("no descriptor is bound to /127.41.7.3:" + bound.getPort());
        }
    }
}
