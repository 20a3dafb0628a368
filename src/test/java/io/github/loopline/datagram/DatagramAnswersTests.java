package io.github.loopline.datagram;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Reply;
import io.github.loopline.net.Family;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DatagramAnswersTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    @ParameterizedTest
    @EnumSource(names = {"INET", "INET6"})
    void a_socket_gets_the_answer_from_where_it_sent_to(Family family) throws Exception {
        DatagramPeer peer = net.udpPeer(spec -> spec.family(family)).answer(request -> "re: " + request.text());
        try (DatagramSocket socket = DatagramPeerTests.socket(family)) {
            socket.connect(peer.address()); // else it would hear anybody
            DatagramPeerTests.send(socket, peer.address(), "hi");

            assertThat(DatagramPeerTests.text(DatagramPeerTests.receive(socket)))
                    .isEqualTo("re: hi");
        }
    }

    @Test
    void an_answer_is_text_or_bytes_or_several_or_none() {
        DatagramPeer client = net.udpPeer();
        DatagramPeer peer = net.udpPeer().answer(request -> switch (request.text()) {
            case "text" -> "ü";
            case "bytes" -> new byte[] {0, -1};
            case "several" -> Reply.text("1").and("2").and(new byte[0]);
            default -> Reply.none();
        });

        client.sendTo(peer, "text").sendTo(peer, "none").sendTo(peer, "bytes").sendTo(peer, "several");

        client.datagram(4);
        assertThat(client.received())
                .extracting(Datagram::data)
                .containsExactly("ü".getBytes(UTF_8), new byte[] {0, -1}, bytes("1"), bytes("2"), new byte[0]);
    }

    @Test
    void answers_keep_the_order_of_the_requests() {
        DatagramPeer client = net.udpPeer();
        DatagramPeer peer = net.udpPeer().answer(Datagram::text);

        for (int i = 0; i < 1_000; i++) {
            client.sendTo(peer, String.valueOf(i));
            if (i % 100 == 99) {
                client.datagram(i); // no more under way than any buffer holds
            }
        }

        assertThat(client.received())
                .extracting(Datagram::text)
                .containsExactly(
                        IntStream.range(0, 1_000).mapToObj(String::valueOf).toArray(String[]::new));
    }

    @Test
    void the_request_is_the_datagram_that_was_received() throws Exception {
        List<Datagram> requests = new CopyOnWriteArrayList<>();
        DatagramPeer client = net.udpPeer();
        DatagramPeer peer = net.udpPeer().answer(request -> {
            requests.add(request);
            return "ok";
        });
        client.sendTo(peer, "a").sendTo(peer, "b").datagram(1);

        assertThat(requests).usingRecursiveComparison().isEqualTo(peer.received());
        assertThat(requests).extracting(Datagram::sender).containsOnly(client.address());
    }

    @Test
    void only_later_datagrams_are_answered() {
        DatagramPeer client = net.udpPeer();
        DatagramPeer peer = net.udpPeer();
        client.sendTo(peer, "before");
        peer.datagram(0);
        peer.answer(request -> "first: " + request.text());
        client.sendTo(peer, "a").datagram(0);
        peer.answer(request -> "second: " + request.text());
        client.sendTo(peer, "b").datagram(1);

        assertThat(client.received()).extracting(Datagram::text).containsExactly("first: a", "second: b");
        assertThat(peer.received()).hasSize(3);
    }

    @Test
    void what_is_no_answer_fails_the_test() {
        DatagramPeer client = net.udpPeer();
        DatagramPeer peer = net.udpPeer().answer(request -> request.text().equals("null") ? null : 42);
        client.sendTo(peer, "number");
        awaitErrors(1); // answers are made side by side
        client.sendTo(peer, "null");
        awaitErrors(2);

        assertThatThrownBy(net::verify)
                .isInstanceOf(AssertionError.class)
                .hasMessage("On a thread of " + peer + ": java.lang.IllegalArgumentException:"
                        + " An answer must be a String, a byte[] or a Reply but was java.lang.Integer."
                        + " Return Reply.none() to stay silent.")
                .satisfies(error -> assertThat(error.getSuppressed())
                        .singleElement()
                        .extracting(Throwable::getMessage)
                        .isEqualTo("An answer must be a String, a byte[] or a Reply but was null."
                                + " Return Reply.none() to stay silent."));
    }

    @Test
    void what_an_answer_throws_fails_the_test_and_the_next_request_has_its_answer() {
        DatagramPeer client = net.udpPeer();
        IOException failure = new IOException("no idea");
        DatagramPeer peer = net.udpPeer().answer(request -> {
            if (request.text().equals("bad")) {
                throw failure;
            }
            return request.text();
        });

        for (int i = 0; i < 20; i++) {
            client.sendTo(peer, "bad").sendTo(peer, "good " + i);
        }
        client.datagram(19);
        awaitErrors(20);

        assertThat(client.received())
                .extracting(Datagram::text)
                .startsWith("good 0")
                .endsWith("good 19");
        assertThatThrownBy(net::verify)
                .hasMessage("On a thread of " + peer + ": java.io.IOException: no idea")
                .hasCause(failure);
    }

    @Test
    void an_answer_that_is_too_large_fails_the_test() {
        DatagramPeer client = net.udpPeer();
        DatagramPeer peer = net.udpPeer().answer(request -> new byte[70_000]);
        client.sendTo(peer, "x");
        awaitErrors(1);

        assertThatThrownBy(net::verify)
                .hasMessage("On a thread of " + peer + ": io.github.loopline.net.FixtureException:"
                        + " Cannot send 70000 bytes from " + peer + ": a datagram has at most 65507. Send several.");
    }

    /** While the answering code is behind, the kernel's buffer takes what comes; the test's memory does not grow. */
    @Test
    void a_slow_answer_stops_reading_and_loses_nothing_that_was_read() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        AtomicInteger answered = new AtomicInteger();
        DatagramPeer peer = net.udpPeer().answer(request -> {
            released.await();
            answered.incrementAndGet();
            return Reply.none();
        });
        try (DatagramSocket client = DatagramPeerTests.socket(Family.INET)) {
            DatagramPacket request = new DatagramPacket(new byte[1], 1, peer.address());
            for (int sent = 100; sent <= 10_200; sent += 100) { // no more under way than the kernel's buffer holds
                for (int i = 0; i < 100; i++) {
                    client.send(request);
                }
                peer.datagram(Math.min(sent, 10_000) - 1);
            }
        }
        assertThatThrownBy(() -> assertThat(peer).within(Duration.ofMillis(100)).hasReceivedCount(10_200))
                .isInstanceOf(AssertionError.class);
        assertThat(peer.receivedCount())
                .as("10000, and one that is being answered")
                .isBetween(10_000L, 10_001L);

        released.countDown();

        assertThat(peer).within(Duration.ofSeconds(20)).hasReceivedCount(10_200);
        Awaitility.await().untilAsserted(() -> assertThat(answered).hasValue(10_200));
        assertThat(peer.dropped()).isZero();
    }

    @Test
    void answers_end_with_the_peer() {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        DatagramPeer client = net.udpPeer();
        DatagramPeer peer = net.udpPeer().answer(request -> {
            asked.incrementAndGet();
            entered.countDown();
            released.await();
            return "too late";
        });
        client.sendTo(peer, "1").sendTo(peer, "2").sendTo(peer, "3");
        peer.datagram(2);
        await(entered);

        peer.close();
        released.countDown();

        net.close(); // waits for the code of the test, and would tell what failed in it
        assertThat(asked).hasValue(1);
        assertThat(client.receivedCount()).isZero();
    }

    @Test
    void the_end_of_the_owner_interrupts_an_answer() {
        CountDownLatch entered = new CountDownLatch(1);
        DatagramPeer peer = net.udpPeer().answer(request -> {
            entered.countDown();
            new CountDownLatch(1).await();
            return "never";
        });
        peer.sendTo(peer, "x");
        await(entered);
        long start = System.nanoTime();

        net.close();

        assertThat(System.nanoTime() - start).isLessThan(3_000_000_000L);
    }

    private void awaitErrors(int count) {
        Awaitility.await().until(() -> net.transcript().toString().split(" ERROR ", -1).length > count);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
