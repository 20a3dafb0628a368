package io.github.loopline.fault;

import static io.github.loopline.check.Calls.call;
import static io.github.loopline.fault.StreamFault.cut;
import static io.github.loopline.fault.StreamFault.drip;
import static io.github.loopline.fixture.Times.times;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.loopline.Loopback;
import io.github.loopline.check.Call;
import io.github.loopline.stream.Peer;
import io.github.loopline.stream.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bytes that come in pieces, each when the one before has been read, as the reads of a plain socket show. */
@EnabledOnOs(OS.LINUX) // elsewhere nothing tells what is read
class CutFaultTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    private static StreamFault towards(Place place, StreamFault fault) {
        return place.direction() == Direction.TO_CLIENT ? fault.toClient() : fault.toServer();
    }

    /** Gives what each read of a peer returns that waits in a read when the bytes are sent. */
    private static List<String> reads(Talk talk, String sent) throws Exception {
        Call<List<String>> reading = call(() -> reads(talk.receiver(), sent.length()));
        talk.send(sent);
        return reading.join();
    }

    private static List<String> reads(Peer peer, int bytes) throws IOException {
        List<String> reads = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.allocate(100);
        while (bytes > 0) {
            int read = peer.channel().read(buffer.clear());
            assertThat(read).isPositive();
            reads.add(new String(buffer.array(), 0, read, StandardCharsets.UTF_8));
            bytes -= read;
        }
        return reads;
    }

    @ParameterizedTest
    @EnumSource
    void a_cut_parts_what_is_sent_in_two_reads(Place place) throws Exception {
        for (Transport transport : List.of(Transport.TCP_IPV4, Transport.TCP_IPV6)) {
            Place.Faulty faulty = place.open(net, transport);
            AppliedFault applied = faulty.apply(towards(place, cut().afterBytes(4)));
            try (Talk talk = faulty.talk(0)) {
                assertThat(reads(talk, "abcdef")).containsExactly("abcd", "ef");
                assertThat(reads(talk, "ghi")).as("behind the cut").containsExactly("ghi");
            }
            assertThat(applied).hasStruck(times(1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void bytes_that_drip_are_each_a_read(Place place) throws Exception {
        Place.Faulty faulty = place.open(net, Transport.TCP_IPV4);
        faulty.apply(towards(place, drip(4)));
        try (Talk talk = faulty.talk(0)) {
            assertThat(reads(talk, "abcdefgh")).containsExactly("a", "b", "c", "d", "efgh");
            assertThat(reads(talk, "ij")).as("behind them").containsExactly("ij");
        }
    }

    /** Whoever cannot read until all is there must not wait for ever. */
    @Test
    void a_cut_is_over_when_nobody_reads() throws Exception {
        Place.Faulty faulty = Place.SERVER.open(net, Transport.TCP_IPV4);
        faulty.apply(cut().afterBytes(2).toClient());
        try (Talk talk = faulty.talk(0)) {
            talk.send("abcd");
            await().atMost(ofSeconds(20))
                    .until(() -> net.transcript()
                            .toString()
                            .contains("note: cut is over: the peer has not read for 1000 ms"));
            await().atMost(ofSeconds(20))
                    .until(() ->
                            talk.receiver().channel().socket().getInputStream().available() == 4);

            assertThat(reads(talk.receiver(), 4)).containsExactly("abcd");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_unix_socket_loses_nothing(Place place) throws Exception {
        Place.Faulty faulty = place.open(net, Transport.UNIX);
        faulty.apply(towards(place, cut().afterBytes(2)));
        faulty.apply(towards(place, drip(3)));
        try (Talk talk = faulty.talk(0)) {
            talk.send("abcdef");

            assertThat(talk.receiver().readText(6)).isEqualTo("abcdef");
        }
        assertThat(net.transcript().toString()).contains("note: cut is a pause of 20 ms: nothing tells what is read");
    }
}
