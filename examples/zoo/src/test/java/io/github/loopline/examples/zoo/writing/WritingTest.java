package io.github.loopline.examples.zoo.writing;

import static io.github.loopline.check.Calls.assertThatCall;
import static io.github.loopline.check.Calls.call;
import static io.github.loopline.check.Wire.SLOW_READER;
import static io.github.loopline.examples.zoo.Peer.at;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.junit.TcpClient;
import io.github.loopline.junit.TcpServer;
import io.github.loopline.junit.WireTest;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import java.util.List;
import org.junit.jupiter.api.Test;

class WritingTest {

    private static final byte[] MUCH = new byte[3_500_000];

    @WireTest(SLOW_READER)
    void partial_write(@TcpServer StreamServer server) throws Exception {
        try (var client = PartialWrite.open(at(server.address()))) {
            client.send(MUCH);
        }
        assertThat(server).within(ofSeconds(5)).connection(0).hasReceivedBytes(MUCH.length);
    }

    @Test
    void slow_consumer_blocks_all(@TcpClient(count = 2) List<StreamClient> clients) throws Exception {
        try (var news = SlowConsumerBlocksAll.open()) {
            clients.forEach(client -> client.connect(news.address()).expect("HELLO\n"));
            clients.get(0).stopReading();
            assertThatCall(() -> news.publish(new byte[16 << 20])).returns();
            assertThat(clients.get(1)).within(ofSeconds(5)).hasReceivedBytes((16 << 20) + 6);
        }
    }

    @Test
    void op_write_spin(@TcpClient StreamClient client) throws Exception {
        var opening = call(OpWriteSpin::open);
        try (var service = opening.join()) {
            client.connect(service.address()).send("x").expect("x");
            assertThat(opening).isIdleFor(ofSeconds(1));
        }
    }
}
