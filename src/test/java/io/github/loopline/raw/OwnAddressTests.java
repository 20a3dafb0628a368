package io.github.loopline.raw;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OwnAddressTests {

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
