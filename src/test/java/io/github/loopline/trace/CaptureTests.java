package io.github.loopline.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CaptureTests {

    private static final InetSocketAddress SERVER = new InetSocketAddress("127.0.0.1", 80);
    private static final InetSocketAddress CLIENT = new InetSocketAddress("127.0.0.1", 50_000);

    private final EventLog log = new EventLog();

    @Test
    void a_connection_has_its_handshake_bytes_and_ends() throws IOException {
        Track connection = accepted(SERVER, CLIENT, 1024);
        receive(connection, "PING");
        send(connection, "PONG!");
        log.add(connection, EventKind.FIN_RECEIVED, null);
        log.add(connection, EventKind.CLOSED, null);

        CaptureFile file = capture();
        assertThat(file.frames)
                .map(CaptureFile.Frame::toString)
                .containsExactly(
                        "127.0.0.1:50000 > 127.0.0.1:80 SYN seq 0 ack 0 len 0",
                        "127.0.0.1:80 > 127.0.0.1:50000 SYN ACK seq 0 ack 1 len 0",
                        "127.0.0.1:50000 > 127.0.0.1:80 ACK seq 1 ack 1 len 0",
                        "127.0.0.1:50000 > 127.0.0.1:80 ACK seq 1 ack 1 len 4",
                        "127.0.0.1:80 > 127.0.0.1:50000 ACK seq 1 ack 5 len 5",
                        "127.0.0.1:50000 > 127.0.0.1:80 FIN ACK seq 5 ack 6 len 0",
                        "127.0.0.1:80 > 127.0.0.1:50000 FIN ACK seq 6 ack 6 len 0");
        assertThat(file.frames).map(CaptureFile.Frame::flags).containsExactly(1, 2, 1, 1, 2, 1, 2);
        assertThat(file.frames.get(3).payload()).asString().isEqualTo("PING");
        assertThat(file.interfaces).containsExactly("101 tcp-server:80, open on 127.0.0.1:80");
        assertChecksums(file);
    }

    @Test
    void a_close_after_an_end_of_its_own_sends_nothing_more() throws IOException {
        Track finished = accepted(SERVER, CLIENT, 1024);
        log.add(finished, EventKind.FIN_SENT, null);
        log.add(finished, EventKind.CLOSED, null);
        Track reset = accepted(SERVER, new InetSocketAddress("127.0.0.1", 50_001), 1024);
        log.add(reset, EventKind.RST_SENT, null);

        assertThat(capture().frames)
                .map(CaptureFile.Frame::toString)
                .filteredOn(text -> text.contains("FIN") || text.contains("RST"))
                .containsExactly(
                        "127.0.0.1:80 > 127.0.0.1:50000 FIN ACK seq 1 ack 1 len 0",
                        "127.0.0.1:80 > 127.0.0.1:50001 RST ACK seq 1 ack 1 len 0");
    }

    @Test
    void large_writes_are_several_segments_and_give_the_bytes_back() throws IOException {
        Track connection = accepted(new InetSocketAddress("::1", 80), new InetSocketAddress("::1", 50_000), 1 << 20);
        byte[] bytes = new byte[200_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        Event unused = log.addBytes(connection, EventKind.SENT, ByteBuffer.wrap(bytes), null);

        CaptureFile file = capture();
        ByteBuffer joined = ByteBuffer.allocate(bytes.length);
        file.frames.forEach(frame -> joined.put(frame.payload()));
        assertThat(joined.array()).isEqualTo(bytes);
        assertThat(file.frames).hasSize(3 + 4).allMatch(frame -> frame.length() <= 65_535 + 40);
        assertThat(file.frames.get(6))
                .hasToString("0:0:0:0:0:0:0:1:80 > 0:0:0:0:0:0:0:1:50000 ACK seq 196486 ack 1 len 3515");
        assertChecksums(file);
    }

    @Test
    void packets_are_no_longer_than_wireshark_reads_them() throws IOException {
        Track server = log.track(null, -1, "unix-server", 0);
        Track connection = log.track(server, 0, null, 1 << 20);
        log.add(connection, EventKind.ACCEPTED, UnixDomainSocketAddress.of("/tmp/s"));
        byte[] bytes = new byte[600_000];
        new Random(1).nextBytes(bytes);
        Event unused = log.addBytes(connection, EventKind.SENT, ByteBuffer.wrap(bytes), null);

        ByteBuffer joined = ByteBuffer.allocate(bytes.length);
        for (CaptureFile.Frame frame : capture().frames) {
            assertThat(frame.length()).isEqualTo(frame.data().length).isLessThan(262_144);
            joined.put(frame.data(), 12, frame.data().length - 12);
        }
        assertThat(joined.array()).isEqualTo(bytes);
    }

    @Test
    void a_checksum_of_zero_is_one_in_tcp_and_none_in_udp() {
        int zeros = 0;
        for (int port = 1; port <= 0xFFFF; port++) {
            InetSocketAddress client = new InetSocketAddress("127.0.0.1", port);
            ByteBuffer tcp = ByteBuffer.wrap(Headers.tcp(client, SERVER, 0, 0, Headers.ACK, new byte[0], 0));
            ByteBuffer udp = ByteBuffer.wrap(Headers.udp(client, SERVER, new byte[0], 0));
            zeros += tcp.getShort(20 + 16) == 0 ? 1 : 0;
            assertThat(udp.getShort(20 + 6)).isNotZero(); // RFC 768
        }
        assertThat(zeros).isEqualTo(1); // RFC 1624: 0xFFFF would be another checksum
    }

    @Test
    void a_message_without_the_header_that_the_kernel_gave_it_gets_one() throws IOException {
        byte[] packet = Headers.udp(CLIENT, SERVER, new byte[] {1}, 1);
        Track raw = log.track(null, -1, "raw-udp:1", 1024);
        log.add(raw, EventKind.OPENED, null);
        Event unused =
                log.addBytes(raw, EventKind.SENT, ByteBuffer.wrap(packet, 20, 9).slice(), new Dissector() {
                    @Override
                    public String dissect(byte[] message) {
                        return "UDP";
                    }

                    @Override
                    public byte[] packet(byte[] message) {
                        assertThat(message).hasSize(9);
                        return packet;
                    }
                });

        assertThat(capture().frames)
                .singleElement()
                .hasToString("127.0.0.1:50000 > 127.0.0.1:80 UDP len 1")
                .extracting(CaptureFile.Frame::length)
                .isEqualTo(29);
    }

    @Test
    void what_was_not_kept_is_missing_at_the_end_of_its_packet() throws IOException {
        Track connection = accepted(SERVER, CLIENT, 3);
        receive(connection, "abcdef");
        receive(connection, "ghi");

        CaptureFile file = capture();
        assertThat(file.frames.get(3).payload()).asString().isEqualTo("abc");
        assertThat(file.frames.get(3)).hasToString("127.0.0.1:50000 > 127.0.0.1:80 ACK seq 1 ack 1 len 6");
        assertThat(file.frames.get(4).payload()).isEmpty();
        assertThat(file.frames.get(4)).hasToString("127.0.0.1:50000 > 127.0.0.1:80 ACK seq 7 ack 1 len 3");
    }

    @Test
    void a_connection_between_two_fixtures_is_told_by_its_server() throws IOException {
        Track client = log.track(null, -1, "tcp-client:1", 0);
        Track outgoing = log.track(client, 0, null, 1024);
        outgoing.local(CLIENT);
        log.add(outgoing, EventKind.CONNECTED, SERVER);
        Track incoming = accepted(SERVER, CLIENT, 1024);
        send(outgoing, "x");
        receive(incoming, "x");
        log.add(outgoing, EventKind.CLOSED, null);
        log.add(incoming, EventKind.FIN_RECEIVED, null);

        CaptureFile file = capture();
        assertThat(file.frames).hasSize(5).allMatch(frame -> frame.device() == 0);
        assertThat(file.interfaces).hasSize(1);
    }

    @Test
    void a_client_of_a_server_under_test_has_packets_of_its_own() throws IOException {
        Track client = log.track(null, -1, "tcp-client:1", 0);
        Track outgoing = log.track(client, 0, null, 1024);
        outgoing.local(CLIENT);
        log.add(outgoing, EventKind.CONNECTED, SERVER);
        log.add(outgoing, EventKind.RST_RECEIVED, null);

        assertThat(capture().frames)
                .map(CaptureFile.Frame::toString)
                .containsExactly(
                        "127.0.0.1:50000 > 127.0.0.1:80 SYN seq 0 ack 0 len 0",
                        "127.0.0.1:80 > 127.0.0.1:50000 SYN ACK seq 0 ack 1 len 0",
                        "127.0.0.1:50000 > 127.0.0.1:80 ACK seq 1 ack 1 len 0",
                        "127.0.0.1:80 > 127.0.0.1:50000 RST ACK seq 1 ack 1 len 0");
    }

    @Test
    void datagrams_are_udp_packets() throws IOException {
        Track peer = log.track(null, -1, "udp-peer:80", 1024);
        log.add(peer, EventKind.OPENED, SERVER);
        Event unused = log.addBytes(peer, EventKind.RECEIVED, bytes("ask"), CLIENT);
        unused = log.addBytes(peer, EventKind.SENT, bytes(""), CLIENT);

        CaptureFile file = capture();
        assertThat(file.frames)
                .map(CaptureFile.Frame::toString)
                .containsExactly(
                        "127.0.0.1:50000 > 127.0.0.1:80 UDP len 3", "127.0.0.1:80 > 127.0.0.1:50000 UDP len 0");
        assertThat(file.frames.get(0).payload()).asString().isEqualTo("ask");
        assertChecksums(file);
    }

    @Test
    void what_ip_does_not_carry_is_data_for_wireshark() throws IOException {
        Track server = log.track(null, -1, "unix-server:/tmp/s", 0);
        Track connection = log.track(server, 0, null, 1024);
        receive(connection, "hi");

        CaptureFile file = capture();
        assertThat(file.interfaces).containsExactly("252 unix-server:/tmp/s");
        assertThat(file.frames.get(0).data()).asHexString().isEqualTo("000C0004" + "64617461" + "00000000" + "6869");
    }

    @Test
    void what_no_packet_shows_is_a_comment_on_the_one_before() throws IOException {
        Track connection = accepted(SERVER, CLIENT, 1024);
        log.add(connection, EventKind.READING_STOPPED, null);
        log.add(connection, EventKind.NOTE, "höher");
        receive(connection, "x");
        log.add(connection, EventKind.ERROR, new IOException("broken"));

        CaptureFile file = capture();
        assertThat(file.frames.get(2).comments()).containsExactly("reading stopped", "note: höher");
        assertThat(file.frames.get(3).comments()).containsExactly("ERROR java.io.IOException: broken");
    }

    @Test
    void times_are_those_of_the_wall_clock() throws IOException {
        long before = System.currentTimeMillis() - 1;
        Track connection = accepted(SERVER, CLIENT, 1024);
        receive(connection, "x");

        CaptureFile file = capture();
        long later = file.frames.get(3).nanos() - file.frames.get(0).nanos();
        assertThat(file.frames.get(0).nanos() / 1_000_000).isBetween(before, System.currentTimeMillis() + 1);
        assertThat(later)
                .isEqualTo(log.transcript(0).events().stream()
                        .filter(event -> event.kind() == EventKind.RECEIVED || event.kind() == EventKind.ACCEPTED)
                        .mapToLong(event -> event.kind() == EventKind.RECEIVED ? event.nanos() : -event.nanos())
                        .sum());
    }

    @Test
    void a_socket_of_ipv6_that_takes_ipv4_is_shown_as_ipv4() throws IOException {
        Track peer = log.track(null, -1, "udp-peer:5", 1000);
        log.add(peer, EventKind.OPENED, new InetSocketAddress("::", 5));
        log.addBytes(peer, EventKind.RECEIVED, ByteBuffer.wrap(new byte[3]), new InetSocketAddress("127.0.0.1", 6));
        log.addBytes(peer, EventKind.SENT, ByteBuffer.wrap(new byte[2]), new InetSocketAddress("::1", 6));

        assertThat(CaptureFile.of(log.transcript(0)).frames)
                .extracting(Object::toString)
                .containsExactly(
                        "127.0.0.1:6 > 0.0.0.0:5 UDP len 3", "0:0:0:0:0:0:0:0:5 > 0:0:0:0:0:0:0:1:6 UDP len 2");
    }

    private Track accepted(InetSocketAddress here, InetSocketAddress there, long limit) {
        Track server = log.track(null, -1, "tcp-server:" + here.getPort(), 0);
        log.add(server, EventKind.OPENED, here);
        Track connection = log.track(server, 0, null, limit);
        connection.local(here);
        log.add(connection, EventKind.ACCEPTED, there);
        return connection;
    }

    private void receive(Track track, String text) {
        Event unused = log.addBytes(track, EventKind.RECEIVED, bytes(text), null);
    }

    private void send(Track track, String text) {
        Event unused = log.addBytes(track, EventKind.SENT, bytes(text), null);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private CaptureFile capture() throws IOException {
        return CaptureFile.of(log.transcript(0));
    }

    private static void assertChecksums(CaptureFile file) {
        assertThat(file.frames.stream()
                        .map(frame -> frame + " " + frame.headerSum() + " " + frame.transportSum())
                        .filter(sums -> !sums.endsWith(" 65535 65535"))
                        .collect(Collectors.toList()))
                .isEmpty();
    }
}
