package io.github.loopline.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.loopline.junit.TcpServer;
import io.github.loopline.net.FixtureException;
import io.github.loopline.stream.StreamServer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts in text, and what is wrong with them. */
class ScriptReaderTests {

    private static String play(StreamServer server, String script, String request) throws IOException {
        server.script(Script.parse(script));
        try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void every_verb_is_read(@TcpServer StreamServer server) throws Exception {
        String script = """
                # greets, then goes by what comes
                send "220 " "hi\\r\\n"
                expect "HELO\\x0d\\u000a"
                expectHex 41 ?? 43
                expectMatching /\\d+;/
                expectBytes 2
                expectLine "line"
                expectLine
                expectLineMatching /l.n./
                framing lengthPrefixed 2 littleEndian inclusive offset 1
                expectFrame "Tx"
                expectFrameHex 54 ??
                expectFrameMatching /T.*/
                expectFrame
                sendFrame "Ty"
                sendHex 0d 0a
                sendSlowly 1 ms "slow"
                together
                  send "a"
                  send "b"
                end
                cut
                pause 5 ms
                stopReading
                resumeReading
                repeat 2
                  expect "r"
                  send "R"
                end
                repeat
                  branch
                    on "x"
                      send "X"
                    onHex 00 ??
                      send "0"
                    onLine "l"
                      send "L"
                    onMatching /m+;/
                      send "M"
                    otherwise
                      expectLine "q"
                      close
                  end
                end
                """;
        String frame = "T\3\0x";
        String request = "HELO\r\nAxC12;..line\r\nany\nline\n" + frame + frame + frame + frame + "rrx\0zl\nmm;xq\n";

        assertThat(play(server, script, request)).isEqualTo("220 hi\r\nT\3\0y\r\nslowabRRX0LMX");
    }

    @Test
    void cases_of_messages_are_read(@TcpServer StreamServer server) throws Exception {
        String script = """
                framing delimited ";"
                repeat 4
                  branch
                    onFrame "a"
                      send "A"
                    onFrameMatching /b+/
                      send "B"
                  end
                end
                close
                """;

        assertThat(play(server, script, "a;bb;a;b;")).isEqualTo("ABAB");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lines",
                "crLfLines",
                "delimited \"\\0\"",
                "fixed 3",
                "between \"<\" \">\"",
                "varint offset 1",
                "lengthPrefixed 4 inclusiveOfAll"
            })
    void every_framing_is_read(String written) {
        assertThat(Script.parse("framing " + written + "\nexpectFrame").size()).isEqualTo(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Script.parse("framing " + written + " beyond"))
                .withMessageStartingWith("line 1: ");
    }

    @Test
    void ends_of_all_kinds_are_read() {
        for (String verb :
                List.of("expectEnd", "expectFin", "expectRst", "shutdownOutput", "reset", "silence", "close")) {
            assertThat(Script.parse(verb).steps()).singleElement().asString().isEqualTo("1: " + verb + " (line 1)");
        }
    }

    @Test
    void gates_are_held_by_the_test(@TcpServer StreamServer server, @TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("late.script"), "expect \"x\"\nawait go\nsend \"late\"\nclose\n");
        Script script = Script.read(file);
        assertThat(script).hasToString("script (late.script:1)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> script.gate("no"))
                .withMessage("No step of the script (late.script:1) awaits no. It has the gates [go].");
        server.script(script);
        try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
            socket.getOutputStream().write('x');
            script.gate("go").awaitArrival().release();
            assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("late");
        }
    }

    @Test
    void a_file_that_cannot_be_read_is_told(@TempDir Path folder) {
        Path none = folder.resolve("none.script");
        assertThatExceptionOfType(FixtureException.class)
                .isThrownBy(() -> Script.read(none))
                .withMessage(
                        "The script " + none + " could not be read: java.nio.file.NoSuchFileException: " + none + ".");
    }

    @Test
    void a_wrong_line_is_told_with_its_number_in_one_line() {
        assertRefused("expct \"x\"", "line 1: expct is no step. Write expect, send, or another verb of Steps.");
        assertRefused("\n# hi\n  expect x", "line 3: expect must be followed by a text in quotes but is by x.");
        assertRefused("expect \"x", "line 1: expect must be followed by a text in quotes but is by \"x.");
        assertRefused("expect", "line 1: expect must be followed by a text in quotes but is by nothing.");
        assertRefused("close now", "line 1: close must be followed by nothing more but is by now.");
        assertRefused("pause 5", "line 1: pause must be followed by a time, such as 50 ms but is by 5.");
        assertRefused(
                "pause 5 minutes", "line 1: pause must be followed by a time, such as 50 ms but is by 5 minutes.");
        assertRefused("repeat x\nend", "line 1: repeat must be followed by a number but is by x.");
        assertRefused(
                "repeat\n  expect \"x\"",
                "line 1: the block that begins here has no end. Write end behind its last step.");
        assertRefused(
                "repeat\n  expect \"\"\nend",
                "line 2: expect must be given 1 byte or more but was given none. Remove the step.");
        assertRefused("end", "line 1: end is no step. Write expect, send, or another verb of Steps.");
        assertRefused(
                "branch\n  send \"x\"\nend",
                "line 2: send is no case of a branch. Write on, or another verb of Cases, or end.");
        assertRefused(
                "expectMatching x",
                "line 1: expectMatching must be followed by an expression between slashes, such as /GET .*\\n/ but is by x.");
        assertRefused(
                "expectMatching /(/",
                "line 1: expectMatching must be given a regular expression but /(/ is none: Unclosed group at index 1.");
        assertRefused(
                "send \"\\q\"", "line 1: \\q is no escape. Write one of \\r \\n \\t \\0 \\\" \\\\ \\x0d \\u20ac.");
        assertRefused(
                "framing",
                "line 1: framing must be followed by the name of a framing, such as lines but is by nothing.");
        assertRefused("framing telex", "line 1: telex is no framing. Write lines, or another name of Framing.");
        assertRefused(
                "framing varint reversed",
                "line 1: reversed is no variant of varint. Write littleEndian, inclusive, inclusiveOfAll or offset.");
        assertRefused("# nothing", "line: A script must have 1 step or more but has none. Write s.expect(...).");
        assertRefused(
                "close\nsend \"x\"",
                "line 2: The step send \"x\" (1 byte) can never be reached: close before it ends the script. Remove one.");
    }

    private static void assertRefused(String script, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Script.parse(script))
                .withMessage(message);
    }
}
