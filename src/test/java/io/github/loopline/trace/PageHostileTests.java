package io.github.loopline.trace;

import static io.github.loopline.trace.PageFixture.address;
import static io.github.loopline.trace.PageFixture.checked;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that comes in becomes markup, or a character that a reader acts on. */
class PageHostileTests {

    private static final String[] PIECES = {
        "<script>alert(1)</script>", "</style>", "</title>", "</pre>", "<!--", "-->", "]]>", "\"", "'", "&lt;", "&#60;",
                "<img src=x onerror=1>",
        " onclick=\"", "\u0000", "\u001b[2J", "\u202e", "\u2066", "\u2028", "\u2029", "\ufeff", "\u0085", "\ud800",
                "\udc00", "\ud83d\ude00",
        "\r\n", "\t", "javascript:", "{", "}", "\\", "plain"
    };

    private final PageFixture fixture = new PageFixture();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "</style></title></pre></details><img src=x onerror=alert(1)>",
                "\" onclick=\"alert(1)",
                "' & &lt;script&gt;",
                "\u202eevil\u2028\u0000\u001b[31m\u0085\ufeff\ud800"
            })
    void text_stays_text_wherever_it_stands(String text) {
        everywhere(text);

        assertThat(checked(fixture.page(text, new AssertionError(text), 1)))
                .doesNotContain("<script", "<img", "\u202e", "\u2028", "\u0000", "\ud800");
    }

    @Test
    void what_cannot_be_seen_is_written_as_an_escape() {
        everywhere("a\u202eb\u2028c\u0000d\ud800e");

        assertThat(fixture.page("x", null, 1))
                .contains("note: a\\u202eb\\u2028c\\u0000d\\ud800e")
                .contains("&quot;a\\u202eb\\u2028c\\x00d?e&quot;"); // a half of a pair has no UTF-8
    }

    @Test
    void random_bytes_and_texts_stay_text() {
        long seed = 20261123;
        Random random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            PageFixture page = new PageFixture();
            Track peer = page.log.track(null, -1, text(random), 1_000);
            page.event(i, peer, EventKind.OPENED, text(random));
            for (EventKind kind : EventKind.values()) {
                byte[] bytes = new byte[random.nextInt(80)];
                random.nextBytes(bytes);
                page.bytes(i, peer, random.nextBoolean() ? EventKind.RECEIVED : EventKind.SENT, bytes, text(random));
                if (kind != EventKind.RECEIVED && kind != EventKind.SENT) {
                    page.event(
                            i,
                            peer,
                            kind,
                            random.nextBoolean() ? text(random) : new IllegalStateException(text(random)));
                }
            }
            checked(page.page(text(random), new AssertionError(text(random)), i));
        }
    }

    private void everywhere(String text) {
        Track peer = fixture.log.track(null, -1, text, 1_000);
        Track connection = fixture.log.track(peer, 0, null, 1_000);
        fixture.event(0, peer, EventKind.OPENED, address(1));
        fixture.event(0, peer, EventKind.NOTE, text);
        fixture.event(0, peer, EventKind.ERROR, new IllegalStateException(text));
        fixture.event(0, peer, EventKind.CONNECT_FAILED, "to " + text + ": " + text);
        fixture.event(0, connection, EventKind.SEND_FAILED, text);
        fixture.event(0, connection, EventKind.RST_RECEIVED, text);
        fixture.bytes(0, peer, EventKind.RECEIVED, text, address(2));
        fixture.bytes(0, peer, EventKind.SENT, text, text);
        fixture.bytes(0, peer, EventKind.RECEIVED, text, (Dissector) message -> text);
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i >= 0; i--) {
            text.append(
                    random.nextInt(4) == 0 ? (char) random.nextInt(0x10000) : PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }
}
