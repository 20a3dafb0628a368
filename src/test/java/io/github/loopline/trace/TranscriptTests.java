package io.github.loopline.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TranscriptTests {

    private static final long MILLI = 1_000_000;

    private final EventLog log = new EventLog();
    private final Track server = log.track(null, -1, "tcp-server:40123", 1000);
    private final Track connection = log.track(server, 0, null, 1000);
    private final List<Event> events = new ArrayList<>();
    private final InetSocketAddress client = new InetSocketAddress("127.0.0.1", 50123);

    @Test
    void tells_what_happened_line_by_line() {
        event(0, server, EventKind.OPENED, new InetSocketAddress("127.0.0.1", 40123));
        event(1_500, server, EventKind.NOTE, "receiveBufferSize asked 1, granted 1152");
        event(2 * MILLI, connection, EventKind.ACCEPTED, client);
        bytes(2 * MILLI + 1, connection, EventKind.RECEIVED, "PING\r\n", null);
        bytes(12 * MILLI, connection, EventKind.SENT, "PONG\r\n", null);
        event(345 * MILLI, connection, EventKind.READING_STOPPED, null);
        event(345 * MILLI, connection, EventKind.READING_RESUMED, null);
        event(1_345 * MILLI, connection, EventKind.FIN_RECEIVED, null);
        event(1_345 * MILLI, connection, EventKind.FIN_SENT, null);
        event(1_345 * MILLI, connection, EventKind.SEND_FAILED, "Broken pipe");
        event(1_345 * MILLI, connection, EventKind.INPUT_SHUT, null);
        event(1_345 * MILLI, connection, EventKind.CLOSED, "with 7 bytes unsent");
        event(61_345 * MILLI, server, EventKind.STOPPED, null);

        assertThat("Transcript\n" + text()).isEqualTo("""
                        Transcript
                               0.000 ms  tcp-server:40123                   open on 127.0.0.1:40123
                               0.001 ms  tcp-server:40123                   note: receiveBufferSize asked 1, granted 1152
                               2.000 ms  connection #0 of tcp-server:40123  <- connect from 127.0.0.1:50123
                               2.000 ms  connection #0 of tcp-server:40123  <- 6 bytes "PING\\r\\n"
                              12.000 ms  connection #0 of tcp-server:40123  -> 6 bytes "PONG\\r\\n"
                             345.000 ms  connection #0 of tcp-server:40123  reading stopped
                             345.000 ms  connection #0 of tcp-server:40123  reading resumed
                            1345.000 ms  connection #0 of tcp-server:40123  <- FIN
                            1345.000 ms  connection #0 of tcp-server:40123  -> FIN
                            1345.000 ms  connection #0 of tcp-server:40123  -> failed Broken pipe
                            1345.000 ms  connection #0 of tcp-server:40123  input shut down
                            1345.000 ms  connection #0 of tcp-server:40123  closed with 7 bytes unsent
                           61345.000 ms  tcp-server:40123                   stopped
                        """);
    }

    @Test
    void tells_clients_resets_and_datagrams() {
        Track tcp = log.track(null, -1, "tcp-client:1", 1000);
        Track udp = log.track(null, -1, "udp-peer:1", 1000);
        event(0, tcp, EventKind.CONNECT_FAILED, "to 127.0.0.1:1: REFUSED");
        event(0, tcp, EventKind.CONNECTED, client);
        event(0, tcp, EventKind.RST_RECEIVED, null);
        event(0, tcp, EventKind.RST_SENT, null);
        bytes(0, udp, EventKind.RECEIVED, "hi", client);
        bytes(0, udp, EventKind.SENT, "", client);

        assertThat("Transcript\n" + text()).isEqualTo("""
                        Transcript
                               0.000 ms  tcp-client:1  -> connect failed to 127.0.0.1:1: REFUSED
                               0.000 ms  tcp-client:1  -> connect to 127.0.0.1:50123
                               0.000 ms  tcp-client:1  <- RST
                               0.000 ms  tcp-client:1  -> RST
                               0.000 ms  udp-peer:1    <- 2 bytes from 127.0.0.1:50123 "hi"
                               0.000 ms  udp-peer:1    -> 0 bytes to 127.0.0.1:50123
                        """);
    }

    @Test
    void a_long_message_is_cut_and_one_that_is_not_kept_says_so() {
        Track small = log.track(null, -1, "udp-peer:1", 70);
        bytes(0, small, EventKind.RECEIVED, "0123456789".repeat(6) + "abcde", null);
        bytes(0, small, EventKind.RECEIVED, "0123456789", null);
        bytes(0, small, EventKind.RECEIVED, "0123456789", null);

        assertThat(lines())
                .containsExactly(
                        "<- 65 bytes \"" + "0123456789".repeat(6) + "abcd\"...",
                        "<- 10 bytes \"01234\"... (the rest is not kept: over recordingLimit)",
                        "<- 10 bytes (not kept: over recordingLimit)");
    }

    @Test
    void behind_the_close_the_bytes_are_gone_and_the_events_are_not() {
        bytes(0, connection, EventKind.RECEIVED, "PING", null);
        log.release();

        assertThat(lines()).containsExactly("<- 4 bytes (not kept: its Loopback is closed)");
    }

    @Test
    void what_is_told_in_several_lines_is_indented() {
        event(0, server, EventKind.NOTE, "first\n  second\nthird");

        assertThat("Transcript\n" + text()).isEqualTo("""
                        Transcript
                               0.000 ms  tcp-server:40123  note: first
                                                             second
                                                           third
                        """);
    }

    @Test
    void an_exception_is_one_line() {
        event(0, connection, EventKind.ERROR, new AssertionError("\nExpecting this\n  to be that"));
        event(0, connection, EventKind.ERROR, new IllegalStateException());

        assertThat(lines())
                .containsExactly(
                        "ERROR java.lang.AssertionError: Expecting this to be that",
                        "ERROR java.lang.IllegalStateException");
    }

    @Test
    void a_long_one_is_cut_in_the_middle_but_not_in_the_file(@TempDir Path directory) throws Exception {
        for (int i = 0; i < 1_000; i++) {
            event(i * MILLI, server, EventKind.NOTE, String.valueOf(i));
        }
        Path file = directory.resolve("transcript.txt");

        new Transcript(events, 0).writeTo(file);

        assertThat(text().lines()).hasSize(401);
        assertThat(text().lines().skip(199).limit(3))
                .containsExactly(
                        "     199.000 ms  tcp-server:40123  note: 199",
                        "  ... 600 events are not shown ...",
                        "     800.000 ms  tcp-server:40123  note: 800");
        assertThat(Files.readAllLines(file)).hasSize(1_000).contains("     500.000 ms  tcp-server:40123  note: 500");
    }

    @Test
    void four_hundred_lines_are_not_cut() {
        for (int i = 0; i < 400; i++) {
            event(0, server, EventKind.NOTE, "x");
        }

        assertThat(text().lines()).hasSize(400).noneMatch(line -> line.contains("not shown"));
    }

    @Test
    void what_several_did_not_keep_adds_up() {
        Transcript merged = Transcript.merge(List.of(new Transcript(events, 1), new Transcript(events, 2)));

        assertThat(merged).hasToString("  ... 3 later events of bytes were counted and not kept ...\n");
    }

    @Test
    void merged_events_are_in_the_order_of_their_times() {
        EventLog other = new EventLog();
        Track peer = other.track(null, -1, "udp-peer:1", 0);
        log.add(server, EventKind.NOTE, "1");
        other.add(peer, EventKind.NOTE, "2");
        log.add(server, EventKind.NOTE, "3");
        other.add(peer, EventKind.NOTE, "4");

        Transcript merged = Transcript.merge(List.of(other.transcript(0), log.transcript(0)));

        assertThat(merged.events()).extracting(Event::detail).containsExactly("1", "2", "3", "4");
    }

    @Test
    void an_empty_one_is_empty() {
        assertThat(text()).isEmpty();
        assertThat(Transcript.merge(List.of(log.transcript(0))).events()).isEmpty();
    }

    @Test
    void a_file_that_cannot_be_written_is_told(@TempDir Path directory) {
        assertThatThrownBy(() -> log.transcript(0).writeTo(directory)).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void an_event_describes_itself() {
        bytes(0, connection, EventKind.RECEIVED, "hi", null);

        assertThat(events.get(0)).hasToString("connection #0 of tcp-server:40123 <- 2 bytes \"hi\"");
    }

    private void event(long nanos, Track track, EventKind kind, Object detail) {
        events.add(new Event(nanos, track, kind, 0, 0, detail));
    }

    private void bytes(long nanos, Track track, EventKind kind, String text, Object detail) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
        Event event = track.log().addBytes(track, kind, bytes, detail);
        events.add(new Event(nanos, track, kind, event.offset(), event.length(), detail));
    }

    private String text() {
        return new Transcript(events, 0).toString();
    }

    /** The lines without time and label. */
    private List<String> lines() {
        return text().lines()
                .map(line -> line.replaceFirst(".*? ms  .*?  +", ""))
                .toList();
    }
}
