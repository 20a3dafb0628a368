package io.github.loopline.stream;

import io.github.loopline.fixture.Failure;
import io.github.loopline.fixture.Lines;
import io.github.loopline.fixture.Times;
import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.Difference;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the assertions on one stream and those on all of a server say when they fail. */
final class StreamFailures {

    /** Connections that a message lists. */
    static final int SHOWN = 10;

    private StreamFailures() {}

    /** Tells why a line has not come as often as expected over several connections. */
    static @Nullable Failure lineFailure(List<Connection> connections, String line, Times times) {
        List<Received> all = Received.on(connections);
        long count = all.stream()
                .flatMap(came -> Lines.of(came.bytes()).stream())
                .filter(line::equals)
                .count();
        if (times.matches((int) count)) {
            return null;
        }
        return new Failure(
                () -> new Failure.Text("  to have received the line " + Bytes.quote(StreamAssert.utf8(line)) + " "
                        + times + "\n  but it came " + Times.times((int) count) + lines(all)),
                times.isPossible((int) count) ? null : "it has come too often");
    }

    private static String lines(List<Received> all) {
        StringBuilder text = new StringBuilder();
        for (Received came : all.subList(0, Math.min(SHOWN, all.size()))) {
            text.append("\n    ").append(came.connection()).append(" received the lines ");
            text.append(Lines.text(Lines.of(came.bytes()))).append(came.notKept());
        }
        int more = all.size() - SHOWN;
        return text.append(more > 0 ? "\n    and there are " + more + " more connections" : "")
                .toString();
    }

    /** Tells that something has come over a connection. */
    static @Nullable Failure something(Connection connection, String subject) {
        if (connection.receivedCount() == 0) {
            return null;
        }
        Received came = Received.on(connection);
        return new Failure(
                () -> new Failure.Text("  to have received nothing\n  but " + subject + "received: "
                        + Difference.overview(came.bytes()) + came.notKept() + Difference.dump(came.bytes())),
                "it has come already");
    }

    static Failure notConnected(String rule) {
        return new Failure("  " + rule + "\n  but it has not connected", null);
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
