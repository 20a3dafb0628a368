package io.github.loopline.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TipcAddressTests {

    @Test
    void sockets_and_services_differ() {
        TipcAddress socket = TipcAddress.socket(1000, 1);
        TipcAddress service = TipcAddress.service(1000, 1);

        assertThat(socket).isEqualTo(TipcAddress.socket(1000, 1)).hasSameHashCodeAs(TipcAddress.socket(1000, 1));
        assertThat(socket)
                .isNotEqualTo(service)
                .isNotEqualTo(TipcAddress.socket(1001, 1))
                .isNotEqualTo(TipcAddress.socket(1000, 2));
        assertThat(service.isService()).isTrue();
        assertThat(service.first()).isEqualTo(1000);
        assertThat(service.second()).isEqualTo(1);
    }

    @Test
    void numbers_are_unsigned() {
        assertThat(TipcAddress.service(-1, 7)).hasToString("service 4294967295:7");
        assertThat(TipcAddress.socket(-2, 0x1001001)).hasToString("socket 1001001:4294967294");
    }
}
