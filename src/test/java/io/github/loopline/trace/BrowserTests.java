package io.github.loopline.trace;

import static io.github.loopline.trace.PageFixture.MILLI;
import static io.github.loopline.trace.PageFixture.address;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.loopline.testkit.Browser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

/** What a real browser makes of the page, with scripts switched off. Runs where Chromium is installed. */
@Isolated // see Forked
@Execution(ExecutionMode.SAME_THREAD) // one browser, one tab
@EnabledIf(value = "io.github.loopline.testkit.Browser#isInstalled", disabledReason = "chromium is not installed")
class BrowserTests {

    private static Browser browser;

    @TempDir
    Path directory;

    private final PageFixture fixture = new PageFixture();

    @BeforeAll
    static void start() throws IOException {
        // not a TempDir: what the browser's processes write while they end must not matter
        browser = new Browser(Files.createTempDirectory(Files.createDirectories(Path.of("target", "chromium")), "")
                .toAbsolutePath());
        browser.command("Emulation.setScriptExecutionDisabled", "\"value\":true");
    }

    @AfterAll
    static void end() {
        browser.close();
    }

    @Test
    void shows_a_diagram_whose_arrows_go_from_lane_to_lane() throws IOException {
        open(conversation(), new AssertionError("wrong"));

        assertThat(all(".rows > li")).isEqualTo("9");
        assertThat(browser.eval("getComputedStyle(document.querySelector('.lines')).display"))
                .isEqualTo("grid"); // the policy lets the style in
        assertThat(browser.eval("document.querySelector('.head b').innerText")).isEqualTo("code under test");
        for (String arrow : new String[] {"a0-1", "a1-0"}) {
            assertThat(x("." + arrow, "left")).isEqualTo(x(".lines .n0", "left"));
            assertThat(x("." + arrow, "right")).isEqualTo(x(".lines .n1", "left"));
        }
        assertThat(browser.console()).isEmpty();
    }

    @Test
    void a_click_shows_the_bytes_and_another_hides_them() throws IOException {
        open(conversation(), null);
        assertThat(shown("#dump")).isEqualTo("0");

        browser.click("summary.grid");

        assertThat(browser.eval("document.querySelector('details[open] .bytes').innerText"))
                .contains("00000000  50 49 4e 47 0d 0a", "|PING..|", "received 6 bytes");
        assertThat(shown("details[open] .bytes")).isEqualTo("1");
        browser.click("summary.grid");
        assertThat(all("details[open]")).isEqualTo("0");
        assertThat(browser.console()).isEmpty();
    }

    @Test
    void the_keyboard_does_what_the_mouse_does() throws IOException {
        open(conversation(), new AssertionError("wrong"));

        for (int i = 0;
                i < 20 && !browser.eval("document.activeElement.className").equals("grid");
                i++) {
            browser.press("Tab");
        }
        browser.press("Enter");

        assertThat(all(".r details[open]")).isEqualTo("1");
        assertThat(browser.eval("getComputedStyle(document.activeElement).outlineStyle"))
                .isEqualTo("solid");
        browser.press("Tab");
        assertThat(browser.eval("document.activeElement.innerText")).contains("PONG");
    }

    @Test
    void a_fixture_that_is_unticked_is_not_shown() throws IOException {
        PageFixture page = conversation();
        Track other = page.fixture("udp-peer", 40124);
        page.bytes(MILLI, other, EventKind.RECEIVED, "query", address(50124));
        open(page, null);
        String all = shown(".r");

        browser.click("#show-1");

        assertThat(Integer.parseInt(all)).isEqualTo(page.events.size());
        assertThat(shown(".r.f1")).isEqualTo("0");
        assertThat(shown(".r.f2")).isEqualTo("2");
        browser.click("#show-1");
        assertThat(shown(".r")).isEqualTo(all);
    }

    @Test
    void a_link_leads_to_the_failure_among_ten_thousand_events() throws IOException {
        PageFixture page = conversation();
        Track peer = page.fixture("udp-peer", 40124);
        for (int i = 0; i < 10_000; i++) {
            page.bytes(i * MILLI, peer, EventKind.RECEIVED, "message " + i, address(50124));
        }
        open(page, new AssertionError("wrong"));
        String visible =
                "(r => r.top >= 0 && r.bottom <= innerHeight)(document.getElementById('failure').getBoundingClientRect())";
        assertThat(all(".r")).isEqualTo(String.valueOf(page.events.size()));
        assertThat(browser.eval(visible)).isEqualTo("false");

        browser.click(".jumps a");

        assertThat(browser.eval("location.hash")).isEqualTo("#failure");
        // rows get their heights while they come into view
        await().pollInSameThread().atMost(ofSeconds(20)).until(() -> browser.eval(visible), "true"::equals);
        assertThat(browser.console()).isEmpty();
    }

    @Test
    void what_was_received_stays_text() throws IOException {
        String text =
                "<script>document.title='owned'</script></style></pre><img src=x onerror=alert(1)>\u0000\u001b\u202e\u2028";
        Track server = fixture.log.track(null, -1, text, 1000);
        fixture.event(0, server, EventKind.NOTE, text);
        fixture.bytes(0, server, EventKind.RECEIVED, text, null);
        open(fixture, new AssertionError(text));

        assertThat(all("script, img, style:not(head style), [onerror], [style]"))
                .isEqualTo("0");
        assertThat(browser.eval("document.querySelector('.note').innerText"))
                .contains(
                        "<script>document.title='owned'</script></style></pre><img src=x onerror=alert(1)>\\u0000\\u001b\\u202e\\u2028");
        assertThat(browser.eval("document.querySelector('.l code').innerText")).startsWith("\"<script>document.title=");
        assertThat(browser.eval("document.title")).endsWith("SomeTests.test");
        assertThat(browser.eval(
                        "/[\\x00-\\x08\\x0e-\\x1f\\u202a-\\u202e\\u2028\\u2029]/.test(document.body.textContent)"))
                .isEqualTo("false");
        assertThat(browser.console()).isEmpty();
    }

    @Test
    void it_is_dark_where_that_is_wanted_and_printed_without_controls() throws IOException {
        open(conversation(), new AssertionError("wrong"));
        String paper = "getComputedStyle(document.body).backgroundColor";
        assertThat(browser.eval(paper)).isEqualTo("rgb(255, 255, 255)");

        browser.command(
                "Emulation.setEmulatedMedia", "\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"dark\"}]");
        assertThat(browser.eval(paper)).isEqualTo("rgb(20, 24, 30)");
        browser.command("Emulation.setEmulatedMedia", "\"media\":\"print\"");

        assertThat(browser.eval(paper)).isEqualTo("rgb(255, 255, 255)");
        assertThat(shown("input, .jumps")).isEqualTo("0");
        assertThat(shown(".r")).isEqualTo(all(".r"));
        browser.command("Emulation.setEmulatedMedia", "\"media\":\"\",\"features\":[]");
    }

    /** A request that is answered, with a fault and a reset; eight rows. */
    private PageFixture conversation() {
        Track server = fixture.fixture("tcp-server", 40123);
        Track connection = fixture.connection(server, 0, 40123);
        fixture.event(MILLI, connection, EventKind.ACCEPTED, address(50123));
        fixture.bytes(MILLI, connection, EventKind.RECEIVED, "PING\r\n", null);
        fixture.bytes(2 * MILLI, connection, EventKind.SENT, "PONG\r\n", null);
        fixture.event(3 * MILLI, connection, EventKind.FAULT, "reset after 6 bytes");
        fixture.event(3 * MILLI, connection, EventKind.RST_SENT, null);
        fixture.event(4 * MILLI, server, EventKind.STOPPED, null);
        return fixture;
    }

    private void open(PageFixture page, Throwable failure) throws IOException {
        long end = page.events.get(page.events.size() - 1).nanos() + 500 * MILLI;
        browser.open(
                Files.writeString(directory.resolve("transcript.html"), page.page("SomeTests.test", failure, end)));
    }

    private static String all(String selector) {
        return browser.eval("document.querySelectorAll('" + selector + "').length");
    }

    /** Counts the elements of a selector that have a place on the page. */
    private static String shown(String selector) {
        return browser.eval(
                "[...document.querySelectorAll('" + selector + "')].filter(e => e.getClientRects().length).length");
    }

    private static String x(String selector, String side) {
        return browser.eval(
                "Math.round(document.querySelector('" + selector + "').getBoundingClientRect()." + side + ")");
    }
}
