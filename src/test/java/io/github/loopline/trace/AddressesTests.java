package io.github.loopline.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;

class AddressesTests {

    @Test
    void an_address_is_written_in_digits() throws Exception {
        byte[] localhost = {127, 0, 0, 1};
        assertThat(Addresses.text(new InetSocketAddress(InetAddress.getByAddress("a.name", localhost), 80)))
                .isEqualTo("127.0.0.1:80");
        assertThat(Addresses.text(new InetSocketAddress("::1", 80))).isEqualTo("[::1]:80");
        assertThat(Addresses.text(new InetSocketAddress("fe80::1", 80))).isEqualTo("[fe80:0:0:0:0:0:0:1]:80");
    }

    @Test
    void a_name_is_not_looked_up() {
        assertThat(Addresses.text(InetSocketAddress.createUnresolved("example.org", 80)))
                .startsWith("example.org")
                .endsWith(":80");
    }

    @Test
    void a_unix_socket_is_its_path() {
        assertThat(Addresses.text(UnixDomainSocketAddress.of("/tmp/x"))).isEqualTo("/tmp/x");
        assertThat(Addresses.text(UnixDomainSocketAddress.of(""))).isEqualTo("an unnamed socket");
    }
}
