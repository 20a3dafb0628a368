package io.github.loopline.examples.zoo.writing;

import static io.github.loopline.check.Wire.IDLE_CROWD;
import static io.github.loopline.check.Wire.QUIET;
import static io.github.loopline.check.Wire.SLOW_READER;
import static io.github.loopline.examples.zoo.Peer.at;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.junit.TcpClient;
import io.github.loopline.junit.TcpServer;
import io.github.loopline.junit.WireTest;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;

class WritingTest {

    private static final byte[] MUCH = new byte[3_500_000];

    @WireTest(SLOW_READER)
    void partial_write(@TcpServer StreamServer server) throws Exception {
        try (var client = PartialWrite.open(at(server.address()))) {
            client.send(MUCH);
        }
        assertThat(server).within(ofSeconds(5)).connection(0).hasReceivedBytes(MUCH.length);
    }

    @WireTest(value = IDLE_CROWD, withinMillis = 3000)
    void slow_consumer_blocks_all(@TcpClient StreamClient client) throws Exception {
        try (var news = SlowConsumerBlocksAll.open()) {
            client.connect(news.address()).expect("HELLO\n");
            news.publish(MUCH);
            assertThat(client).within(ofSeconds(5)).hasReceivedBytes(MUCH.length + 6);
        }
    }

    @WireTest(QUIET)
    void op_write_spin(@TcpClient StreamClient client) throws Exception {
        try (var service = OpWriteSpin.open()) {
            client.connect(service.address()).send("x").expect("x");
        }
    }
}
