package io.github.loopline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OneLineTests {

    @Test
    void it_has_what_was_expected_and_what_there_was_and_no_dump() {
        assertThat(OneLine.of(new AssertionError("""

                Expecting connection #0 of tcp-server:1 in step 2 of 3 (GreeterTests.java:41)
                  to have received: "HELO\\r\\n" (6 bytes)
                  but received    : "HELP  : \\r\\n" (6 bytes), the peer is still connected
                  first difference at byte 3: expected 0x4f but got 0x50
                  expected 00000000  48 45 4c 4f 0d 0a                                |HELO..|
                           ... 2 more rows ...
                  received 00000000  48 45 4c 50 0d 0a                                |HELP..|
                                              ^^
                  within 80 ms""")))
                .isEqualTo("java.lang.AssertionError: Expecting connection #0 of tcp-server:1 in step 2 of 3"
                        + " (GreeterTests.java:41) to have received: \"HELO\\r\\n\" (6 bytes) but received: \"HELP  : \\r\\n\""
                        + " (6 bytes), the peer is still connected first difference at byte 3: expected 0x4f but got 0x50"
                        + " within 80 ms");
    }

    @Test
    void it_is_short() {
        String text = OneLine.of(new IllegalStateException("x".repeat(2000) + "\nmore"));

        assertThat(text)
                .hasSize(1003)
                .startsWith("java.lang.IllegalStateException: xxx")
                .endsWith("xxx...");
    }

    @Test
    void a_failure_without_words_is_its_class() {
        assertThat(OneLine.of(new IllegalStateException())).isEqualTo("java.lang.IllegalStateException");
    }

    @Test
    void a_failure_whose_text_fails_says_so() {
        assertThat(OneLine.of(new Unspeakable()))
                .isEqualTo(Unspeakable.class.getName() + ", whose text fails with java.lang.IllegalStateException");
    }

    private static final class Unspeakable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            throw new IllegalStateException("no words");
        }
    }
}
