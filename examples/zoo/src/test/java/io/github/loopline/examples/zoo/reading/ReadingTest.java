package io.github.loopline.examples.zoo.reading;

import static io.github.loopline.check.Wire.CORRUPT;
import static io.github.loopline.check.Wire.CUT_EVERY_BYTE;
import static io.github.loopline.check.Wire.FIN_EVERYWHERE;
import static io.github.loopline.check.Wire.ONE_SEGMENT;
import static io.github.loopline.check.Wire.RST_EVERYWHERE;
import static io.github.loopline.examples.zoo.Peer.at;
import static io.github.loopline.script.Framing.lengthPrefixed;
import static io.github.loopline.script.Framing.lines;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.junit.TcpClient;
import io.github.loopline.junit.TcpServer;
import io.github.loopline.junit.WireTest;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;

class ReadingTest {

    @WireTest(CUT_EVERY_BYTE)
    void short_read(@TcpServer StreamServer server) throws Exception {
        server.framing(lengthPrefixed(4)).answer(request -> "hello");
        try (var client = ShortRead.open(at(server.address()))) {
            assertThat(client.call("hi")).isEqualTo("hello");
        }
    }

    @WireTest(CUT_EVERY_BYTE)
    void utf8_split(@TcpServer StreamServer server) throws Exception {
        server.framing(lines()).answer(request -> "zażółć");
        try (var client = Utf8Split.open(at(server.address()))) {
            assertThat(client.call("hi")).isEqualTo("zażółć");
        }
    }

    @WireTest(ONE_SEGMENT)
    void coalesced_messages(@TcpClient StreamClient client) throws Exception {
        try (var service = CoalescedMessages.open()) {
            client.connect(service.address());
            client.script(s -> s.send("a\n").cut().send("b\n").expect("ok:a\nok:b\n"));
            client.awaitScript(ofSeconds(5));
        }
    }

    @WireTest(FIN_EVERYWHERE)
    void eof_mid_body(@TcpServer StreamServer server) throws Exception {
        server.script(s -> s.expectLine("GET").send("LEN 10\n1234567890"));
        assertThat(EofMidBody.open(at(server.address())).fetch()).isEqualTo("1234567890");
    }

    @WireTest(value = FIN_EVERYWHERE, withinMillis = 3000)
    void eof_spin(@TcpServer StreamServer server) throws Exception {
        server.framing(lengthPrefixed(4)).answer(request -> "hello");
        try (var client = EofSpin.open(at(server.address()))) {
            assertThat(client.call("hi")).isEqualTo("hello");
        }
    }

    @WireTest(CORRUPT)
    void unbounded_frame(@TcpServer StreamServer server) throws Exception {
        server.framing(lengthPrefixed(4)).answer(request -> "hello");
        try (var client = UnboundedFrame.open(at(server.address()).within(1000))) {
            assertThat(client.call("hi")).isEqualTo("hello");
        }
    }

    @WireTest(RST_EVERYWHERE)
    void rst_as_eof(@TcpServer StreamServer server) throws Exception {
        server.script(s -> s.send("1234567890").close());
        assertThat(RstAsEof.open(at(server.address())).fetch()).isEqualTo("1234567890");
    }
}
