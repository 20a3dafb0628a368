package io.github.loopline.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Options;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The options that a socket of the JDK takes beside the attributes. */
class JdkOptionsTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    @Test
    @EnabledOnOs(OS.LINUX)
    void options_of_channels_are_these() {
        SocketChannel channel = Transport.TCP_IPV4.channel(net, Options.NONE);

        assertThat(channel.supportedOptions())
                .extracting(SocketOption::name)
                .containsExactlyInAnyOrder(
                        "IP_TOS",
                        "SO_INCOMING_NAPI_ID",
                        "SO_KEEPALIVE",
                        "SO_LINGER",
                        "SO_OOBINLINE",
                        "SO_RCVBUF",
                        "SO_REUSEADDR",
                        "SO_REUSEPORT",
                        "SO_SNDBUF",
                        "TCP_KEEPCOUNT",
                        "TCP_KEEPIDLE",
                        "TCP_KEEPINTERVAL",
                        "TCP_NODELAY",
                        "TCP_QUICKACK");
    }

    @Test
    void option_of_another_type_is_refused() {
        SocketChannel channel = Transport.TCP_IPV4.channel(net, Options.NONE);

        assertThatThrownBy(() -> channel.setOption(StandardSocketOptions.SO_BROADCAST, true))
                .isExactlyInstanceOf(UnsupportedOperationException.class)
                .hasMessage("'SO_BROADCAST' not supported");
        assertThatThrownBy(() -> channel.setOption(StandardSocketOptions.SO_RCVBUF, -1))
                .isExactlyInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void newer_jdks_can_forbid_fragments() throws Exception {
        try (DatagramChannel channel = DatagramChannel.open()) {
            boolean can = channel.supportedOptions().stream()
                    .anyMatch(option -> option.name().equals("IP_DONTFRAGMENT"));
            assertThat(can).isEqualTo(Runtime.version().feature() >= 19);
        }
    }
}
