package io.github.loopline.stream;

import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.Difference;
import io.github.loopline.trace.EventKind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What must come next on a connection: waits for it, and says what came instead. */
final class Expected {

    private final Connection connection;
    private final StreamReader reader;

    Expected(Connection connection) {
        this.connection = connection;
        this.reader = connection.reader();
    }

    void bytes(byte[] bytes) {
        byte[] seen = reader.expecting(Difference.shown(bytes, 0), () -> reader.takeIf(bytes));
        if (seen != null) {
            if (seen.length < bytes.length && Arrays.equals(seen, Arrays.copyOf(bytes, seen.length))) {
                reader.checkNotClosedHere(Difference.shown(bytes, 0));
            }
            throw new AssertionError("\nExpecting " + connection + "\n" + Difference.of(bytes, seen, reader.state()));
        }
    }

    void line(String line, Supplier<String> receiveLine) {
        String expected = "the line " + Bytes.quote(utf8(line));
        String received;
        try {
            received = reader.expecting(expected, receiveLine);
        } catch (FixtureException e) {
            reader.checkNotClosedHere(expected);
            String first = reader.endedFirst();
            throw new AssertionError(
                    received(expected) + "\n  but " + (first == null ? "none came: " + e.getMessage() : first), e);
        }
        if (!received.equals(line)) {
            throw new AssertionError("\nExpecting " + connection + "\n"
                    + Difference.of(utf8(line), utf8(received), "not counting the line's end"));
        }
    }

    private String received(String expected) {
        return "\nExpecting " + connection + "\n  to have received: " + expected;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Verifies the end, of one kind if that is given. */
    void end(@Nullable EventKind kind) {
        String expected = kind == null ? "its end" : kind == EventKind.FIN_RECEIVED ? "a FIN" : "an RST";
        EventKind end = reader.expecting(expected, () -> reader.awaitEnd(kind == EventKind.RST_RECEIVED));
        byte[] rest = reader.rest();
        if (end == null && rest.length == 0) {
            reader.checkNotClosedHere(expected);
        }
        if (end == null || kind != null && end != kind) {
            throw new AssertionError(received(expected) + "\n  but " + reader.state()
                    + (rest.length == 0 ? "" : ", and unread is " + Difference.shown(rest, 0)));
        }
        if (rest.length > 0 && kind != EventKind.RST_RECEIVED) {
            throw new AssertionError(received(expected) + " next\n  but before it came: " + Bytes.quote(rest) + " ("
                    + Bytes.count(rest.length) + ")");
        }
    }
}
