package io.github.loopline.script;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.loopline.net.FixtureException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A script that cannot be is refused where it is written, in one line. */
class ScriptWritingTests {

    private static void assertRefused(ScriptCode code, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> Script.of(code)).withMessage(message);
    }

    @Test
    void steps_that_nothing_leads_to() {
        assertRefused(
                s -> s.close().send("x"),
                "The step send \"x\" (1 byte) can never be reached: close before it ends the script. Remove one.");
        assertRefused(
                s -> s.repeat(2, r -> r.silence().pause(ofMillis(5))),
                "The step pause 5 ms can never be reached: silence before it ends the script. Remove one.");
    }

    @Test
    void expectations_that_can_never_match() {
        assertRefused(
                s -> s.stopReading().expect("x"),
                "The step expect \"x\" (1 byte) can never match: reading is stopped. Write resumeReading() before it.");
        assertRefused(
                s -> s.expectEnd().expectLine("x"),
                "The step expectLine the line \"x\" (1 byte) can never match: the peer has ended. Move it.");
        assertRefused(
                s -> s.expectFin().branch(b -> b.on("x", x -> {})),
                "The step branch can never match: the peer has ended. Move it.");
    }

    @Test
    void messages_that_their_framing_never_gives() {
        assertRefused(
                s -> s.framing(Framing.fixed(4)).expectFrame("abc"),
                "expectFrame the message \"abc\" (3 bytes) can never match:"
                        + " A message must have 4 bytes but has 3 (fixed 4).");
        assertRefused(
                s -> s.framing(Framing.lines().atMost(3)).expectFrame("abc"),
                "expectFrame the message \"abc\" (3 bytes) can never match:"
                        + " It has 4 bytes on the wire but at most 3 are taken (lines).");
        assertRefused(
                s -> s.framing(Framing.lengthPrefixed(1).offset(2)).branch(b -> b.onFrame("a", x -> {})),
                "onFrame the message \"a\" (1 byte) can never match:"
                        + " A message must begin with the 2 bytes before the length but has 1 (lengthPrefixed 1 at offset 2).");
    }

    @Test
    void sends_behind_the_end_of_what_is_sent() {
        assertRefused(
                s -> s.shutdownOutput().send("x"),
                "The step send \"x\" (1 byte) can never be sent: shutdownOutput before it ends the stream. Move it.");
        assertRefused(
                s -> s.shutdownOutput().repeat(2, r -> r.expect("a").together(t -> t.send("x"))),
                "The step together \"x\" (1 byte) can never be sent: shutdownOutput before it ends the stream. Move it.");
        assertRefused(
                s -> s.expectRst().sendSlowly("x", ofMillis(1)),
                "The step sendSlowly \"x\" (1 byte), 1 byte each 1 ms can never be sent:"
                        + " expectRst before it ends the stream. Move it.");
        assertRefused(
                s -> s.expectFin().repeat(2, r -> r.expect("x")),
                "The step expect \"x\" (1 byte) can never match: the peer has ended. Move it.");
    }

    @Test
    void cases_that_can_never_match() {
        assertRefused(
                s -> s.branch(b -> b.onLine("GET", g -> {}).onLine("GET", g -> {})),
                "The case the line \"GET\" (3 bytes) stands there twice, and the second can never match. Remove it.");
        assertRefused(
                s -> s.branch(b -> b.on("GET", g -> {}).onLine("GETX", x -> {})),
                "The case the line \"GETX\" (4 bytes) can never match: \"GET\" (3 bytes) before it takes all that begins so."
                        + " Write the longer one first.");
        assertRefused(
                s -> s.branch(b -> b.on("GET", g -> {}).on("GETX", x -> {})),
                "The case \"GETX\" (4 bytes) can never match: \"GET\" (3 bytes) before it takes all that begins so."
                        + " Write the longer one first.");
        assertRefused(
                s -> s.branch(b -> b.on("GET", g -> {}).otherwise(o -> {}).on("PUT", p -> {})),
                "The case \"PUT\" (3 bytes) stands behind otherwise and can never match. Move it before.");
        assertRefused(
                s -> s.branch(b -> b.on("GET", g -> {}).otherwise(o -> {}).otherwise(o -> {})),
                "A branch has two otherwise, and the second can never match. Remove it.");
        assertRefused(s -> s.branch(b -> {}), "A branch must have 1 case or more but has none. Write on(text, steps).");
    }

    @Test
    void cases_in_hex_that_hide_others_or_are_hidden() {
        assertRefused(
                s -> s.branch(b -> b.onHex("47 ?? 54", g -> {}).on("GET a", x -> {})),
                "The case \"GET a\" (5 bytes) can never match: the bytes 47 ?? 54 (3 bytes) before it takes all that begins"
                        + " so. Write the longer one first.");
        assertRefused(
                s -> s.branch(b -> b.on("G", g -> {}).onHex("47 45 ??", x -> {})),
                "The case the bytes 47 45 ?? (3 bytes) can never match: \"G\" (1 byte) before it takes all that begins so."
                        + " Write the longer one first.");
        assertRefused(
                s -> s.branch(b -> b.onHex("47 ??", g -> {}).onHex("47 ??", x -> {})),
                "The case the bytes 47 ?? (2 bytes) stands there twice, and the second can never match. Remove it.");
        assertThat(Script.of(s -> s.branch(b -> b.onHex("47 ?? 54", g -> {})
                        .on("GE", x -> {})
                        .on("GAS", x -> {})
                        .onHex("47 ?? 55", x -> {})
                        .onHex("?? 41", x -> {}))))
                .isNotNull();
    }

    @Test
    void rounds_that_leave_no_stream_for_the_next() {
        assertRefused(
                s -> s.repeat(r -> r.expectLine().send("x").shutdownOutput()),
                "The step shutdownOutput in repeat leaves no stream for the next round. Move it behind the repeat.");
        assertRefused(
                s -> s.repeat(2, r -> r.expectLine().shutdownOutput()),
                "The step shutdownOutput in repeat 2 leaves no stream for the next round. Move it behind the repeat.");
        assertRefused(
                s -> s.repeat(2, r -> r.expectLine().expectFin()),
                "The step expectFin in repeat 2 leaves no stream for the next round. Move it behind the repeat.");
        assertRefused(
                s -> s.expectFin().repeat(2, r -> r.send("x").shutdownOutput()),
                "The step shutdownOutput in repeat 2 leaves no stream for the next round. Move it behind the repeat.");
        assertThat(Script.of(s -> s.repeat(1, r -> r.expectLine().send("x").shutdownOutput())
                        .repeat(2, r -> r.expectLine())))
                .isNotNull();
        assertThat(Script.of(s -> s.repeat(r -> r.expectLine().shutdownOutput().expectFin())))
                .isNotNull();
        assertThat(Script.of(s -> s.repeat(r -> r.shutdownOutput().close()))).isNotNull();
    }

    @Test
    void lines_and_messages_with_their_end() {
        assertRefused(
                s -> s.expectLine("GET a\n"),
                "expectLine must be given a line without its end \"\\n\" but was given \"GET a\\n\"."
                        + " Write expectLine(\"GET a\").");
        assertRefused(
                s -> s.expectLine("GET a\r\n"),
                "expectLine must be given a line without its end \"\\n\" but was given \"GET a\\r\\n\"."
                        + " Write expectLine(\"GET a\").");
        assertRefused(
                s -> s.expectLine("a\nb"),
                "expectLine must be given a line without its end \"\\n\" but was given \"a\\nb\"."
                        + " Write one for each line.");
        assertRefused(
                s -> s.framing(Framing.delimited("\0").atMost(9)).expectFrame("a\0"),
                "expectFrame must be given a message without its end \"\\x00\" but was given \"a\\x00\"."
                        + " Write expectFrame(\"a\").");
        assertRefused(
                s -> s.branch(b -> b.onLine("a\n", a -> {})),
                "onLine must be given a line without its end \"\\n\" but was given \"a\\n\". Write onLine(\"a\").");
        assertRefused(
                s -> s.framing(Framing.lines()).branch(b -> b.onFrame("a\n", a -> {})),
                "onFrame must be given a line without its end \"\\n\" but was given \"a\\n\". Write onFrame(\"a\").");
        assertThat(Script.of(s -> s.framing(Framing.crLfLines()).expectFrame("a\nb")))
                .isNotNull();
    }

    @Test
    void nothing_to_expect() {
        assertRefused(s -> s.expect(""), "expect must be given 1 byte or more but was given none. Remove the step.");
        assertRefused(
                s -> s.expectHex(" "), "expectHex must be given 1 byte or more but was given none. Remove the step.");
        assertRefused(
                s -> s.expectMatching("x*"),
                "expectMatching must be given a regular expression that needs 1 character or more but /x*/ matches nothing"
                        + " at all. Write + for *.");
        assertRefused(s -> s.expectBytes(0), "expectBytes must be given 1 byte or more but was 0.");
    }

    @Test
    void expressions_that_do_not_compile() {
        assertRefused(
                s -> s.expectMatching("GET (.*"),
                "expectMatching must be given a regular expression but /GET (.*/ is none: Unclosed group at index 7.");
        assertRefused(
                s -> s.expectLineMatching("*"),
                "expectLineMatching must be given a regular expression but /*/ is none:"
                        + " Dangling meta character '*' at index 0.");
        assertRefused(
                s -> s.expectHex("4g"),
                "hex must be pairs of hex digits or ?? but was \"4g\". Write \"48 45 ?? 4f\", say.");
        assertRefused(
                s -> s.sendHex("4"),
                "sendHex must be given pairs of hex digits but was \"4\". Write \"48 45 4c 4f\", say.");
    }

    @Test
    void messages_without_a_framing() {
        assertRefused(
                s -> s.expectFrame("x"),
                "expectFrame needs to know what a message is. Write framing(lines()), or another one, before it.");
        assertRefused(
                s -> s.sendFrame("x"),
                "sendFrame needs to know what a message is. Write framing(lines()), or another one, before it.");
    }

    @Test
    void times_and_counts_out_of_range() {
        assertRefused(s -> s.pause(ZERO), "pause must be given a time above zero but was PT0S. Write ofMillis(50).");
        assertRefused(
                s -> s.sendSlowly("x", ofMillis(-1)),
                "sendSlowly must be given a time above zero but was PT-0.001S. Write ofMillis(50).");
        assertRefused(
                s -> s.sendSlowly(new byte[1], 0, ofMillis(1)),
                "sendSlowly must be given pieces of 1 byte or more but was 0.");
        assertRefused(s -> s.repeat(0, r -> r.expect("x")), "repeat must be given 1 time or more but was 0.");
    }

    @Test
    void nothing_to_do() {
        assertRefused(s -> {}, "A script must have 1 step or more but has none. Write s.expect(...).");
        assertRefused(s -> s.repeat(r -> {}), "repeat must have 1 step or more but has none. Remove it.");
        assertRefused(s -> s.together(t -> {}), "together must be given 1 send or more but has none. Remove it.");
    }

    @Test
    void what_cannot_be_sent_together() {
        assertRefused(
                s -> s.together(t -> t.send("x").pause(ofMillis(5))),
                "together takes sends only but was given: pause 5 ms. Move it out.");
    }

    @Test
    void code_that_throws() {
        IOException boom = new IOException("boom");
        assertThatExceptionOfType(FixtureException.class)
                .isThrownBy(() -> Script.of(s -> {
                    throw boom;
                }))
                .withMessage("A script could not be written: java.io.IOException: boom.")
                .withCause(boom);
    }

    @Test
    void names_the_line_where_it_begins_through_helpers_and_nested_steps() {
        Script script = Script.of(s -> login(s).repeat(r -> r.branch(b -> b.on("x", x -> x.send("y")))));

        assertThat(script.size()).isEqualTo(5);
        assertThat(script).asString().matches("script \\(ScriptWritingTests.java:\\d+\\)");
        assertThat(script.source().frame())
                .isNotNull()
                .satisfies(frame -> assertThat(frame.getMethodName()).isEqualTo("login"));
    }

    private static Steps login(Steps s) {
        return s.expectLine("LOGIN").send("OK\n");
    }
}
