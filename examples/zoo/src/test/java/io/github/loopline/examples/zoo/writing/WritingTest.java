package io.github.loopline.examples.zoo.writing;

import static io.github.loopline.check.Calls.assertThatCall;
import static io.github.loopline.check.Calls.call;
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
    void partial_write(@TcpServer(receiveBufferSize = 4096) StreamServer server) throws Exception {
        server.stopReading();
        try (var client = PartialWrite.open(at(server.address()))) {
            var sending = call(() -> client.send(MUCH));
            server.resumeReading();
            sending.join();
        }
        assertThat(server).within(ofSeconds(5)).connection(0).hasReceivedBytes(MUCH.length);
    }

    @Test
    void slow_consumer_blocks_all(@TcpClient(count = 2) StreamClient stalled, @TcpClient StreamClient healthy)
            throws Exception {
        try (var news = SlowConsumerBlocksAll.open()) {
            stalled.connect(news.address()).expectLine("HELLO").stopReading();
            healthy.connect(news.address()).expectLine("HELLO");
            assertThatCall(() -> news.publish(MUCH)).within(ofSeconds(3)).returns();
            healthy.expect(MUCH);
        }
    }
}
