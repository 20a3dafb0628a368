package io.github.loopline.examples.zoo.writing;

import static io.github.loopline.check.Calls.assertThatCall;
import static io.github.loopline.examples.zoo.Peer.at;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.junit.TcpClient;
import io.github.loopline.junit.TcpServer;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import org.junit.jupiter.api.Test;

class WritingTest {

    private static final byte[] MUCH = new byte[16 << 20];

    @Test
    void partial_write(@TcpServer StreamServer server) throws Exception {
        try (var client = PartialWrite.open(at(server.address()))) {
            client.send(MUCH);
        }
        assertThat(server).within(ofSeconds(5)).connection(0).hasReceivedBytes(MUCH.length);
    }

    @Test
    void slow_consumer_blocks_all(@TcpClient StreamClient stalled, @TcpClient StreamClient healthy) throws Exception {
        try (var news = SlowConsumerBlocksAll.open()) {
            stalled.connect(news.address()).expect("HELLO\n").stopReading();
            healthy.connect(news.address()).expect("HELLO\n");
            assertThatCall(() -> news.publish(MUCH)).within(ofSeconds(3)).returns();
            healthy.expect(MUCH);
        }
    }
}
