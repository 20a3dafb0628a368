package io.github.loopline.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said instead of a go-ahead to TLS, and what is forged behind it. */
class UpgradeTests {

    private static byte[] bytes(String text) {
        return text.replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource({
        "220 go|, 454 TLS not available|",
        "234 AUTH TLS OK|, 534 TLS not available|",
        "+OK begin|, -ERR TLS not available|",
        "a7 OK begin|, a7 NO TLS not available|",
        "S, N",
        "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>, <failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
        "go|, -|"
    })
    void a_refusal_is_in_the_words_of_the_protocol(String goAhead, String refusal) {
        byte[] none = new byte[0];

        assertThat(new Upgrade(0, 0, bytes(goAhead), none, none, none).refusal())
                .isEqualTo(bytes(refusal));
    }

    @ParameterizedTest
    @CsvSource({"250 ok|, 250 oj|", "+OK 2 320|, +OK 2 321|", "done., dond.", "a, b", "..., ../"})
    void a_forged_answer_has_another_last_letter_or_digit(String answer, String forged) {
        assertThat(Upgrade.forged(bytes(answer))).isEqualTo(bytes(forged));
    }

    @Test
    void nothing_is_forged_where_nothing_is_answered() {
        byte[] some = {1};

        assertThat(new Upgrade(0, 0, some, some, some, new byte[0]).canInject()).isFalse();
        assertThat(new Upgrade(0, 0, some, some, new byte[0], some).canRefuse()).isFalse();
    }
}
