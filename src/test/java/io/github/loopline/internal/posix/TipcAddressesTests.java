package io.github.loopline.internal.posix;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.net.TipcAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** struct sockaddr_tipc as linux/tipc.h has it; no kernel is needed. */
@EnabledOnOs(OS.LINUX)
class TipcAddressesTests {

    private static final int BYTES = 16;

    @Test
    void socket_is_laid_out_as_in_the_header() {
        byte[] encoded = SocketAddresses.encode(TipcAddress.socket(0x11223344, 0x55667788));

        ByteBuffer read = ByteBuffer.wrap(encoded).order(ByteOrder.nativeOrder());
        assertThat(encoded).hasSize(BYTES);
        assertThat(read.getShort()).isEqualTo((short) 30); // AF_TIPC
        assertThat(read.get()).isEqualTo((byte) 3); // TIPC_SOCKET_ADDR
        assertThat(read.get()).isEqualTo((byte) 3); // TIPC_NODE_SCOPE
        assertThat(read.getInt()).isEqualTo(0x11223344);
        assertThat(read.getInt()).isEqualTo(0x55667788);
        assertThat(read.getInt()).isZero();
    }

    @Test
    void addresses_survive_the_way_there_and_back() {
        for (TipcAddress address : new TipcAddress[] {TipcAddress.socket(1, 2), TipcAddress.service(1000, -1)}) {
            assertThat(SocketAddresses.decode(SocketAddresses.encode(address), BYTES))
                    .isEqualTo(address);
        }
    }

    /** Within a group the kernel gives two of them, one after the other: who sent, and as which member. */
    @Test
    void first_of_two_addresses_counts() {
        byte[] pair = Arrays.copyOf(SocketAddresses.encode(TipcAddress.socket(1, 2)), SocketAddresses.MOST_BYTES);

        assertThat(SocketAddresses.decode(pair, 2 * BYTES)).isEqualTo(TipcAddress.socket(1, 2));
    }
}
