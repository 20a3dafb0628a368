package io.github.loopline.trace;

import static io.github.loopline.trace.PageFixture.MILLI;
import static io.github.loopline.trace.PageFixture.address;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a transcript: what it says, exactly. That a browser shows it is in {@code BrowserTests}. */
class PageTests {

    private final PageFixture fixture = new PageFixture();

    @Test
    void shows_arrows_notes_pauses_and_the_failure() {
        Track server = fixture.fixture("tcp-server", 40123);
        Track connection = fixture.connection(server, 0, 40123);
        fixture.event(2 * MILLI, connection, EventKind.ACCEPTED, address(50123));
        fixture.bytes(2 * MILLI, connection, EventKind.RECEIVED, "PING\r\n", null);
        fixture.event(3 * MILLI, connection, EventKind.FAULT, "reset after 2 bytes");
        fixture.bytes(30 * MILLI, connection, EventKind.SENT, "PO", null);
        fixture.event(2_030 * MILLI, connection, EventKind.RST_SENT, null);

        assertThat(fixture.rows(new AssertionError("\nExpecting this\n  to be that"), 2_131 * MILLI))
                .isEqualTo("""
                <li class="r f1 noted"><div class="grid"><time>0.000</time><span class="note n1"> open on 127.0.0.1:40123</span></div></li>
                <li class="r f1 s1"><div class="grid"><time>2.000</time><span class="a right a0-1"><span class="sr">code under test to tcp-server:40123: </span><span class="l"><b class="c">#0</b> <span>connect</span></span></span></div></li>
                <li class="r f1"><details><summary class="grid"><time>2.000</time><span class="a right a0-1"><span class="sr">code under test to tcp-server:40123: </span><span class="l"><b class="c">#0</b> <code>&quot;PING\\r\\n&quot;</code><small>6 bytes</small></span></span></summary></details></li>
                <li class="r f1 s1 fault noted" id="mark-1"><div class="grid"><time>3.000</time><span class="note n1"><b class="c">#0</b> \u26a1 fault: reset after 2 bytes</span></div></li>
                <li class="r f1 s2"><details><summary class="grid"><time>30.000</time><span class="a left a1-0"><span class="sr">tcp-server:40123 to code under test: </span><span class="l"><b class="c">#0</b> <code>&quot;PO&quot;</code><small>2 bytes</small></span></span></summary></details></li>
                <li class="gap grid"><span>2.0 s nothing</span></li>
                <li class="r f1 bad" id="mark-2"><div class="grid"><time>2030.000</time><span class="a left a1-0"><span class="sr">tcp-server:40123 to code under test: </span><span class="l"><b class="c">#0</b> <span>\u2717 RST</span></span></span></div></li>
                <li class="gap grid"><span>101 ms nothing</span></li>
                <li class="end" id="failure" tabindex="-1"><div class="grid"><time>2131.000</time><strong>\u2717 the test failed here: java.lang.AssertionError: Expecting this to be that</strong></div></li>
                """);
    }

    @Test
    void a_click_opens_bytes_in_hex_and_as_text() {
        Track peer = fixture.fixture("udp-peer", 40123);
        fixture.bytes(MILLI, peer, EventKind.RECEIVED, "line one\r\nline <two>\n", address(50123));
        fixture.bytes(MILLI, peer, EventKind.SENT, new byte[] {0, 1, -1}, address(50123));

        assertThat(fixture.page("SomeTests.test", null, MILLI)).contains("""
                        <div class="bytes"><p>udp-peer:40123 received 21 bytes from 127.0.0.1:50123 at 1.000 ms, offset 0</p><pre>\
                        00000000  6c 69 6e 65 20 6f 6e 65 0d 0a 6c 69 6e 65 20 3c  |line one..line &lt;|
                        00000010  74 77 6f 3e 0a                                   |two&gt;.|
                        </pre><pre>&quot;line one\\r\\n
                        line &lt;two&gt;\\n
                        &quot;</pre></div>""").contains("""
                        <p>udp-peer:40123 sent 3 bytes to 127.0.0.1:50123 at 1.000 ms, offset 0</p><pre>\
                        00000000  00 01 ff                                         |...|
                        </pre></div>""");
    }

    @Test
    void a_connection_between_fixtures_is_one_arrow_for_both_ends() {
        Track server = fixture.fixture("tcp-server", 40123);
        Track client = fixture.fixture("tcp-client", 1);
        Track theirs = fixture.connection(server, 0, 40123);
        Track ours = fixture.connection(client, 0, 50123);
        fixture.event(1, theirs, EventKind.ACCEPTED, address(50123));
        fixture.event(2, ours, EventKind.CONNECTED, address(40123));
        fixture.bytes(3, ours, EventKind.SENT, "abcdef", null);
        fixture.bytes(4, theirs, EventKind.RECEIVED, "abcdef", null);
        fixture.bytes(5, theirs, EventKind.SENT, "1234", null);
        fixture.bytes(6, ours, EventKind.RECEIVED, "12", null);
        fixture.bytes(7, ours, EventKind.RECEIVED, "34", null);

        assertThat(fixture.rows(null, 7).lines().map(PageTests::brief))
                .containsExactly(
                        "note n1 open on 127.0.0.1:40123",
                        "note n0 open on 127.0.0.1:1",
                        "a right a0-1 #0 connect",
                        "a right a0-1 #0 &quot;abcdef&quot;6 bytes",
                        "a left a1-0out half #0 &quot;1234&quot;4 bytes",
                        "a left a1-0in half #0 &quot;12&quot;2 bytes",
                        "a left a1-0in half #0 &quot;34&quot;2 bytes");
        assertThat(fixture.page("SomeTests.test", null, 7))
                .contains("2 fixtures \u00b7 1 connection \u00b7")
                .contains("<p>connection #0 of tcp-client:1 sent 6 bytes at 0.000 ms, offset 0; "
                        + "connection #0 of tcp-server:40123 received 6 bytes at 0.000 ms, offset 0</p>")
                .contains("#show-0:not(:checked)~#show-1:not(:checked)~main .f0-1{display:none}");
    }

    @Test
    void a_repeated_request_is_marked() {
        Track peer = fixture.fixture("udp-peer", 40123);
        Track server = fixture.fixture("tcp-server", 40124);
        for (int i = 0; i < 2; i++) {
            fixture.bytes(i, peer, EventKind.RECEIVED, "query", address(50123));
            Track connection = fixture.connection(server, i, 40124);
            fixture.event(i, connection, EventKind.ACCEPTED, address(50123 + i));
            fixture.bytes(i, connection, EventKind.RECEIVED, "hello", null);
            fixture.bytes(i, connection, EventKind.SENT, "answer", null);
        }

        assertThat(fixture.rows(null, 2)
                        .lines()
                        .filter(row -> row.contains("again"))
                        .map(PageTests::brief))
                .containsExactly(
                        "a right a0-1 &quot;query&quot;5 bytes\u21bb again, no. 2",
                        "a right a0-2 #1 &quot;hello&quot;5 bytes\u21bb again, no. 2");
    }

    @Test
    void what_is_no_fixture_has_a_lane_at_its_address() {
        Track client = fixture.fixture("tcp-client", 1);
        fixture.event(1, client, EventKind.CONNECT_FAILED, "to 127.0.0.1:9: REFUSED");
        Track connection = fixture.connection(client, 0, 50123);
        fixture.event(2, connection, EventKind.CONNECTED, address(5432));

        assertThat(fixture.page("SomeTests.test", null, 3))
                .contains("<b>tcp-client:1</b><small>fixture</small>")
                .contains("<b>127.0.0.1:9</b><small>no fixture</small>")
                .contains("<b>127.0.0.1:5432</b><small>no fixture</small>")
                .doesNotContain("code under test");
        assertThat(fixture.rows(null, 3).lines().skip(1).map(PageTests::brief))
                .containsExactly(
                        "a right a0-1 \u2717 connect failed to 127.0.0.1:9: REFUSED", "a right a0-2 #0 connect");
    }

    @Test
    void the_head_tells_the_test_its_failure_and_where_to_look() {
        Track server = fixture.fixture("tcp-server", 40123);
        Track other = fixture.fixture("tcp-server", 40124);
        fixture.event(5 * MILLI, server, EventKind.ERROR, new IllegalStateException("oops"));
        fixture.event(5 * MILLI, other, EventKind.NOTE, "x");

        assertThat(fixture.page("SomeTests.test", new AssertionError("<wrong>"), 7 * MILLI))
                .startsWith("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .contains("<title>\u2717 SomeTests.test</title>")
                .contains("<h1>SomeTests.test</h1>\n<p class=\"summary\">failed after 7.000 ms \u00b7 4 events \u00b7 "
                        + "2 fixtures \u00b7 0 connections \u00b7 received 0 bytes, sent 0 bytes \u00b7 "
                        + "<a href=\"transcript.txt\">text</a> \u00b7 "
                        + "<a href=\"transcript.pcapng\">capture for Wireshark</a></p>")
                .contains("<pre class=\"failure\">java.lang.AssertionError: &lt;wrong&gt;</pre>")
                .contains("at io.github.loopline.trace.PageTests.the_head_tells")
                .contains("<a href=\"#failure\" accesskey=\"f\">\u2193 Jump to the failure</a>\n"
                        + "<a href=\"#mark-1\">\u2717 ERROR at 5.000</a>")
                .contains("id=\"show-0\" autocomplete=\"off\" checked><label for=\"show-0\">tcp-server:40123</label>")
                .contains("#show-1:not(:checked)~main .f1{display:none}");
    }

    @Test
    void a_passed_test_has_no_failure() {
        fixture.fixture("tcp-server", 40123);

        assertThat(fixture.page("SomeTests.test", null, MILLI))
                .contains("<title>SomeTests.test</title>")
                .contains("<p class=\"summary\">passed after 1.000 ms")
                .doesNotContain("id=\"failure\"", "href=\"#failure\"", "<input");
    }

    @Test
    void long_messages_are_cut_and_what_is_not_kept_is_said() {
        Track large = fixture.log.track(null, -1, "udp-peer:1", 5_000);
        Track small = fixture.log.track(null, -1, "udp-peer:2", 2);
        fixture.bytes(0, large, EventKind.RECEIVED, new byte[4_998], null);
        fixture.bytes(0, small, EventKind.RECEIVED, new byte[4], null);

        assertThat(fixture.page("SomeTests.test", null, 0))
                .contains("|................|\nand 902 bytes more, in the capture</pre>")
                .contains("|..|\n(the rest is not kept: over recordingLimit)</pre>")
                .contains("4 bytes (the rest is not kept: over recordingLimit)</small>");
    }

    @Test
    void past_a_mebibyte_messages_have_their_first_bytes_only() {
        Track peer = fixture.log.track(null, -1, "udp-peer:1", 4 << 20);
        for (int i = 0; i < 300; i++) {
            fixture.bytes(i, peer, EventKind.RECEIVED, new byte[4_096], null);
        }

        String page = fixture.page("SomeTests.test", null, 300);

        assertThat(page.split("and 4064 bytes more, in the capture", -1)).hasSize(300 - 256 + 1);
    }

    @Test
    void the_policy_allows_the_one_style_and_nothing_else() throws Exception {
        fixture.fixture("tcp-server", 40123);
        String page = fixture.page("SomeTests.test", null, 0);
        String style = page.substring(page.indexOf("<style>") + 7, page.indexOf("</style>"));
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));

        assertThat(page)
                .contains(
                        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-"
                                + Base64.getEncoder().encodeToString(hash)
                                + "'; base-uri 'none'; form-action 'none'\">")
                .containsOnlyOnce("<style>")
                .doesNotContain("<script", "style=", "src=", "http://", "https://", "url(", "@import");
    }

    @Test
    void many_fixtures_share_the_last_lane() {
        for (int i = 0; i < 40; i++) {
            Track peer = fixture.fixture("udp-peer", 40000 + i);
            fixture.bytes(i, peer, EventKind.RECEIVED, "x", address(50123));
        }

        assertThat(fixture.page("SomeTests.test", null, 40))
                .contains("<div class=\"head h15\"><b>26 others</b>")
                .contains("id=\"show-15\" autocomplete=\"off\" checked><label for=\"show-15\">others</label>")
                .doesNotContain("h16");
    }

    @Test
    void an_empty_transcript_is_a_page_too() {
        assertThat(PageFixture.checked(fixture.page("SomeTests.test", new AssertionError("x"), 0)))
                .contains("the test failed here");
    }

    @Test
    void is_written_to_a_file(@TempDir Path directory) throws Exception {
        fixture.log.add(fixture.log.track(null, -1, "tcp-server:1", 0), EventKind.OPENED, address(1));
        Path file = directory.resolve("transcript.html");

        Transcript.merge(List.of(fixture.log.transcript(0))).writePageTo(file, "SomeTests.test", null);

        assertThat(Files.readString(file)).startsWith("<!DOCTYPE html>").endsWith("</html>\n");
    }

    /** The classes and the words of a row. */
    private static String brief(String row) {
        return row.replaceFirst(".*?</time><span class=\"(.*?)\">", "$1 ")
                .replaceAll("<span class=\"sr\">.*?</span>|<.*?>", "")
                .replaceAll(" +", " ");
    }
}
