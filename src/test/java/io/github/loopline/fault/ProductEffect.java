package io.github.loopline.fault;

import static io.github.loopline.fault.FaultProductTests.SENT;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.net.FixtureException;
import io.github.loopline.stream.Peer;
import io.github.loopline.stream.Transport;
import io.github.loopline.testkit.Background;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;

/** The effects of faults on streams, each with what the receiver sees of it. */
enum ProductEffect {
    LATENCY(StreamFault.latency(ofMillis(12))) {
        @Override
        void check(Talk talk, Transport transport, Moment moment, AppliedFault applied) throws IOException {
            allComes(talk, moment, 12);
        }
    },
    BANDWIDTH(StreamFault.bandwidth(500)) {
        @Override
        void check(Talk talk, Transport transport, Moment moment, AppliedFault applied) throws IOException {
            allComes(talk, moment, 2 * moment.rest());
        }
    },
    SLICE(StreamFault.slice(1, ofMillis(3))) {
        @Override
        void check(Talk talk, Transport transport, Moment moment, AppliedFault applied) throws IOException {
            allComes(talk, moment, Math.max(0, 3 * (moment.rest() - 1)));
        }
    },
    COALESCE(StreamFault.coalesce(100, ofMillis(12))) {
        @Override
        void check(Talk talk, Transport transport, Moment moment, AppliedFault applied) throws IOException {
            long start = System.nanoTime();
            talk.send(SENT);
            assertThat(talk.receiver().readText(SENT.length())).isEqualTo(SENT);
            assertTook(start, moment.rest() > 0 ? 12 : 0);
            talk.end();
            assertThat(talk.receiver().readToEnd()).isEmpty();
        }
    },
    SLOW_CLOSE(StreamFault.slowClose(ofMillis(12))) {
        @Override
        void check(Talk talk, Transport transport, Moment moment, AppliedFault applied) throws IOException {
            allComes(talk, moment, 12);
        }
    },
    CORRUPT(StreamFault.corrupt(1)) {
        @Override
        void check(Talk talk, Transport transport, Moment moment, AppliedFault applied) throws IOException {
            talk.send(SENT);
            talk.end();
            byte[] came = talk.receiver().readToEnd();
            assertThat(came).hasSize(SENT.length());
            for (int i = 0; i < came.length; i++) {
                assertThat(Integer.bitCount((came[i] ^ SENT.charAt(i)) & 0xff))
                        .as("bits of byte %d", i)
                        .isEqualTo(i < moment.passes() ? 0 : 1);
            }
        }
    },
    GARBAGE(StreamFault.garbage(3)) {
        @Override
        void check(Talk talk, Transport transport, Moment moment, AppliedFault applied) throws IOException {
            talk.send(SENT);
            talk.end();
            String came = new String(talk.receiver().readToEnd(), StandardCharsets.ISO_8859_1);
            assertThat(came)
                    .hasSize(SENT.length() + 3)
                    .startsWith(SENT.substring(0, moment.passes()))
                    .endsWith(SENT.substring(moment.passes()));
        }
    },
    FREEZE(StreamFault.freeze()) {
        @Override
        void check(Talk talk, Transport transport, Moment moment, AppliedFault applied) throws Exception {
            Background<Void> sending = stopped(talk, moment, applied);
            applied.close();
            assertThat(talk.receiver().readTextToEnd()).isEqualTo(SENT.substring(moment.passes()));
            sending.result();
        }
    },
    BLACKHOLE(StreamFault.blackhole()) {
        @Override
        void check(Talk talk, Transport transport, Moment moment, AppliedFault applied) throws Exception {
            stopped(talk, moment, applied).result();
            applied.close();
            assertReset(talk.receiver(), transport);
        }
    },
    RESET(StreamFault.reset()) {
        @Override
        void check(Talk talk, Transport transport, Moment moment, AppliedFault applied) throws IOException {
            sendAll(talk, moment);
            assertThat(talk.receiver().readText(moment.passes())).isEqualTo(SENT.substring(0, moment.passes()));
            assertReset(talk.receiver(), transport);
        }
    },
    CLOSE(StreamFault.close()) {
        @Override
        void check(Talk talk, Transport transport, Moment moment, AppliedFault applied) throws IOException {
            sendAll(talk, moment);
            assertThat(talk.receiver().readTextToEnd()).isEqualTo(SENT.substring(0, moment.passes()));
        }
    },
    HALF_CLOSE(StreamFault.halfClose()) {
        @Override
        void check(Talk talk, Transport transport, Moment moment, AppliedFault applied) throws IOException {
            sendAll(talk, moment);
            assertThat(talk.receiver().readTextToEnd()).isEqualTo(SENT.substring(0, moment.passes()));
        }
    };

    /**
     * When the effect begins.
     *
     * @param passes bytes that come before
     * @param byItself before anything is sent
     * @param atEnd with the end
     */
    record Moment(int passes, boolean byItself, boolean atEnd) {

        /** Counts the bytes that come behind it. */
        int rest() {
            return SENT.length() - passes;
        }
    }

    private final StreamFault fault;

    ProductEffect(StreamFault fault) {
        this.fault = fault;
    }

    StreamFault fault() {
        return fault;
    }

    /** Tells whether it ends what the receiver gets. */
    boolean ends() {
        return fault.effect().isEnding();
    }

    boolean endsBothWays() {
        return this == RESET || this == CLOSE;
    }

    /** Tells whether it strikes; if nothing follows but the end, some have nothing to do. */
    boolean acts(boolean bytesFollow) {
        return bytesFollow || !(this == BANDWIDTH || this == SLICE || this == COALESCE || this == CORRUPT);
    }

    /** Talks, and looks at the receiver. */
    abstract void check(Talk talk, Transport transport, Moment moment, AppliedFault applied) throws Exception;

    /** A connection that is over before anything comes. */
    void assertEnd(Peer receiver, Transport transport, String what) throws IOException {
        if (this == RESET) {
            assertReset(receiver, transport);
        } else {
            assertThat(receiver.readToEnd()).as(what).isEmpty();
        }
    }

    /** A Unix socket has no RST. */
    private static void assertReset(Peer receiver, Transport transport) throws IOException {
        try {
            assertThat(receiver.readToEnd()).isEmpty();
            assertThat(transport).as("an end without a reset").isEqualTo(Transport.UNIX);
        } catch (SocketException e) {
            assertThat(e).hasMessage("Connection reset");
        }
    }

    private static void allComes(Talk talk, Moment moment, int millis) throws IOException {
        long start = System.nanoTime();
        talk.send(SENT);
        talk.end();
        assertThat(talk.receiver().readTextToEnd()).isEqualTo(SENT);
        assertTook(start, millis);
    }

    private static void assertTook(long start, int millis) {
        assertThat(System.nanoTime() - start).as("nanoseconds").isGreaterThanOrEqualTo(millis * 1_000_000L);
    }

    /** Sends to somebody who may have gone. */
    private static void sendAll(Talk talk, Moment moment) {
        if (moment.byItself()) {
            return;
        }
        try {
            talk.send(SENT);
            if (moment.atEnd()) {
                talk.end();
            }
        } catch (IOException | FixtureException e) {
            // that is the effect
        }
    }

    /** Sends until nothing comes any more. */
    private static Background<Void> stopped(Talk talk, Moment moment, AppliedFault applied) throws Exception {
        Background<Void> sending = Background.call(() -> {
            talk.send(SENT);
            talk.end();
            return null;
        });
        Peer receiver = talk.receiver();
        ByteArrayOutputStream came = new ByteArrayOutputStream();
        came.writeBytes(receiver.read(moment.passes()));
        applied.assertThat().within(ofSeconds(10)).hasStruck();
        receiver.channel().configureBlocking(false);
        try (Selector selector = Selector.open()) {
            SelectionKey key = receiver.channel().register(selector, SelectionKey.OP_READ);
            assertThat(selector.select(5)).as("what comes through").isZero();
            key.cancel();
            selector.selectNow();
        }
        assertThat(receiver.channel().read(ByteBuffer.allocate(1))).isZero();
        receiver.channel().configureBlocking(true);
        assertThat(came.toString()).isEqualTo(SENT.substring(0, moment.passes()));
        return sending;
    }
}
