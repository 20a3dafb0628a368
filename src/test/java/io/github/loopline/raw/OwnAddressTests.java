package io.github.loopline.raw;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OwnAddressTests {

    @Test
    void every_port_has_another_one_that_the_jdk_binds_to() throws IOException {
        Set<InetAddress> addresses = new HashSet<>();
        for (int port = 1; port <= 65_535; port++) {
            addresses.add(OwnAddress.of(port));
        }

        assertThat(addresses).hasSize(65_535).allMatch(InetAddress::isLoopbackAddress);
        assertThat(addresses).noneMatch(address -> address.getHostAddress().endsWith(".255"));
        for (int port : new int[] {1, 127, 128, 16_383, 32_767, 45_055, 65_535}) {
            new DatagramSocket(0, OwnAddress.of(port)).close();
            new ServerSocket(0, 1, OwnAddress.of(port)).close();
        }
    }

    @Test
    void addresses_that_are_held_all_differ() {
        Set<InetAddress> addresses = new HashSet<>();
        List<OwnAddress> held = new ArrayList<>();
        try {
            for (int i = 0; i < 500; i++) {
                OwnAddress own = OwnAddress.take();
                held.add(own);
                addresses.add(own.address());
            }
        } finally {
            held.forEach(OwnAddress::close);
        }
        assertThat(addresses).hasSize(500).allMatch(InetAddress::isLoopbackAddress);
        assertThat(addresses).doesNotContain(Addr.of("127.0.0.1"));
    }
}
