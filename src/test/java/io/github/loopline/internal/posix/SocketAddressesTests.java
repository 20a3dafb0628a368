package io.github.loopline.internal.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.junit.EnabledIfSocket;
import io.github.loopline.net.AbstractUnixAddress;
import io.github.loopline.net.Family;
import io.github.loopline.net.SocketType;
import io.github.loopline.net.UnnamedUnixAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is encoded is what the kernel binds to, and what it tells is what is decoded. */
class SocketAddressesTests {

    @EnabledIfSocket(family = Family.UNIX, type = SocketType.DGRAM)
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1"})
    void ip_addresses_go_to_the_kernel_and_back(String host) throws Exception {
        int domain = host.indexOf(':') < 0 ? Constants.AF_INET : Constants.AF_INET6;
        try (NativeSocket socket = NativeSocket.open(domain, Constants.SOCK_DGRAM, 0)) {
            socket.bind(new InetSocketAddress(host, 0));

            InetSocketAddress bound = (InetSocketAddress) socket.localAddress();
            assertThat(bound.getAddress().getHostAddress()).isIn(host, "0:0:0:0:0:0:0:1");
            assertThat(bound.getPort()).isPositive();
            assertThat(roundTrip(bound)).isEqualTo(bound);
        }
    }

    @EnabledIfSocket(family = Family.UNIX, type = SocketType.DGRAM)
    @Test
    void unix_names_go_to_the_kernel_and_back() throws Exception {
        Path file = Files.createTempDirectory(Path.of("/tmp"), "u").resolve("s \u00e4");
        UnixDomainSocketAddress path = UnixDomainSocketAddress.of(file);
        try (NativeSocket socket = NativeSocket.open(Constants.AF_UNIX, Constants.SOCK_DGRAM, 0)) {
            assertThat(socket.localAddress()).isEqualTo(UnnamedUnixAddress.INSTANCE);
            socket.bind(path);
            assertThat(socket.localAddress()).isEqualTo(path);
        }
        Files.delete(file);
        Files.delete(file.getParent());
        byte[] zeros = {'a', 0, 'b'};
        assertThat(roundTrip(AbstractUnixAddress.of(zeros)))
                .isEqualTo(AbstractUnixAddress.of(zeros))
                .hasToString("@a@b");
        assertThat(roundTrip(UnixDomainSocketAddress.of(""))).isEqualTo(UnnamedUnixAddress.INSTANCE);
        assertThat(SocketAddresses.decode(new byte[128], 0)).isEqualTo(UnnamedUnixAddress.INSTANCE);
    }

    @Test
    void the_longest_names_that_the_kernel_takes_fit_and_longer_ones_are_refused() {
        assertThat(roundTrip(UnixDomainSocketAddress.of("x".repeat(107))))
                .isEqualTo(UnixDomainSocketAddress.of("x".repeat(107)));
        assertThatThrownBy(() -> SocketAddresses.encode(UnixDomainSocketAddress.of("x".repeat(108))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A Unix path must have at most 107 bytes but has 108: " + "x".repeat(108)
                        + ". Bind the other side to a shorter one.");
        assertThat(roundTrip(AbstractUnixAddress.of("x".repeat(107))))
                .isEqualTo(AbstractUnixAddress.of("x".repeat(107)));
        assertThatThrownBy(() -> AbstractUnixAddress.of("x".repeat(108)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("An abstract name must have 1 to 107 bytes but has 108.");
        assertThatThrownBy(() -> AbstractUnixAddress.of(""))
                .hasMessage("An abstract name must have 1 to 107 bytes but has 0.");
    }

    @Test
    void what_is_no_address_is_refused() {
        assertThatThrownBy(() -> SocketAddresses.encode(InetSocketAddress.createUnresolved("nowhere", 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The address must be resolved but was nowhere/<unresolved>:1.");
        assertThatThrownBy(() -> SocketAddresses.decode(new byte[] {77, 0, 0, 0}, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("No address of family 77 can be read.");
    }

    private static SocketAddress roundTrip(SocketAddress address) {
        byte[] bytes = SocketAddresses.encode(address);
        return SocketAddresses.decode(java.util.Arrays.copyOf(bytes, 128), bytes.length);
    }
}
