package io.github.loopline.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class TrackTests {

    private final EventLog log = new EventLog();
    private final Track server = log.track(null, -1, "tcp-server:1", 100);
    private final Track connection = log.track(server, 3, null, 100);

    @Test
    void a_connection_is_named_after_its_owner() {
        assertThat(connection).hasToString("connection #3 of tcp-server:1");
        assertThat(connection.parent()).isSameAs(server);
        assertThat(connection.index()).isEqualTo(3);
        server.name("tcp-server:2");
        assertThat(connection).hasToString("connection #3 of tcp-server:2");
    }

    @Test
    void it_is_open_at_first() {
        assertThat(connection.peerEnd()).isNull();
        assertThat(connection.isClosed()).isFalse();
        assertThat(connection.isClosedHere()).isFalse();
        assertThat(connection.sendFailure()).isNull();
    }

    @Test
    void a_fin_leaves_it_half_open() {
        log.add(connection, EventKind.FIN_RECEIVED, null);

        assertThat(connection.peerEnd()).isEqualTo(EventKind.FIN_RECEIVED);
        assertThat(connection.isClosed()).isFalse();
    }

    @Test
    void a_reset_closes_it_also_behind_a_fin() {
        log.add(connection, EventKind.FIN_RECEIVED, null);
        log.add(connection, EventKind.RST_RECEIVED, null);

        assertThat(connection.peerEnd()).isEqualTo(EventKind.RST_RECEIVED);
        assertThat(connection.isClosed()).isTrue();
        assertThat(connection.isClosedHere()).isFalse();
    }

    @Test
    void whoever_closed_first_is_known() {
        log.add(connection, EventKind.RST_SENT, null);
        assertThat(connection.isClosedHere()).isTrue();

        Track other = log.track(server, 4, null, 100);
        log.add(other, EventKind.FIN_RECEIVED, null);
        log.add(other, EventKind.CLOSED, null);
        assertThat(other.isClosed()).isTrue();
        assertThat(other.isClosedHere()).isFalse();
    }

    @Test
    void a_failed_send_is_kept() {
        log.add(connection, EventKind.SEND_FAILED, "Broken pipe");

        assertThat(connection.sendFailure()).extracting(Event::detail).isEqualTo("Broken pipe");
    }

    @Test
    void only_what_has_messages_lists_them() {
        log.addBytes(connection, EventKind.RECEIVED, ByteBuffer.allocate(5), null);
        assertThat(connection.messageCount()).isZero();

        log.addBytes(server, EventKind.RECEIVED, ByteBuffer.allocate(5), new InetSocketAddress("127.0.0.1", 9));
        assertThat(server.messageCount()).isEqualTo(1);
        assertThat(server.message(0)).extracting(Event::length).isEqualTo(5);
        assertThat(server.message(1)).isNull();
    }

    @Test
    void a_message_across_the_recording_limit_and_all_behind_it_are_counted_only() {
        log.addBytes(server, EventKind.RECEIVED, ByteBuffer.allocate(99), null);
        log.addBytes(server, EventKind.RECEIVED, ByteBuffer.allocate(2), null);
        log.addBytes(server, EventKind.RECEIVED, ByteBuffer.allocate(0), null);

        assertThat(server.messageCount()).isEqualTo(3);
        assertThat(server.message(0)).isNotNull();
        assertThat(server.message(1)).isNull();
        assertThat(server.message(2)).isNull();
    }
}
