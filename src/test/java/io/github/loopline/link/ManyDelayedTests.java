package io.github.loopline.link;

import static io.github.loopline.fault.DatagramFault.delay;
import static io.github.loopline.fault.Direction.TO_SERVER;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.loopline.Loopback;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Ten thousand pieces that wait for their time at once, each with a timer of its own, slow nothing else. */
class ManyDelayedTests {

    private static final int MANY = 10_000;
    private static final int ROUND_TRIPS = 200;

    @AutoClose
    private final Loopback net = Loopback.open();

    private static Duration roundTrips(DatagramSocket client, DatagramLink link) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[1], 1);
        long start = System.nanoTime();
        for (int i = 0; i < ROUND_TRIPS; i++) {
            packet.setSocketAddress(link.address());
            client.send(packet);
            client.receive(packet);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void round_trips_take_no_longer_beside_ten_thousand_delayed_datagrams() throws Exception {
        DatagramLink late = net.udpLink().to(net.udpPeer());
        DatagramLink other = net.udpLink().to(net.udpPeer().answer(request -> "x"));
        late.apply(delay(ofMinutes(30)));
        try (DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            client.setSoTimeout(10_000);
            Duration alone = roundTrips(client, other);
            DatagramPacket packet = new DatagramPacket(new byte[1], 1, late.address());
            for (int i = 1; i <= MANY; i++) {
                client.send(packet);
                if (i % 100 == 0) { // or the kernel has no room for them
                    long count = i;
                    await().pollDelay(ZERO)
                            .pollInterval(ofMillis(1))
                            .until(() -> late.traffic(TO_SERVER).arrived() == count);
                }
            }

            assertThat(roundTrips(client, other)).isLessThan(alone.plus(ofSeconds(2)));
            assertThat(late.traffic(TO_SERVER)).isEqualTo(new Traffic(MANY, 0, 0));
        }
        long start = System.nanoTime();
        net.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ofSeconds(5));
    }
}
