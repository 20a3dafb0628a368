package io.github.loopline.stream;

import io.github.loopline.fixture.Expectation;
import io.github.loopline.script.Framing;
import io.github.loopline.trace.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an assertion sees of the messages of a connection, or of all of a server.
 *
 * @param messages those that have come whole, without what frames them
 * @param state how things stand, in words
 * @param over whether nothing more can come
 * @param broken why what follows is no message, or null
 */
record ReceivedFrames(
        List<byte[]> messages,
        String state,
        boolean over,
        @Nullable String broken) {

    private static final int SHOWN = 10;

    static ReceivedFrames on(@Nullable Connection connection, Framing framing) {
        if (connection == null) {
            return new ReceivedFrames(List.of(), "it has not connected", false, null);
        }
        Received came = Received.on(connection);
        List<byte[]> messages = new ArrayList<>();
        String broken = framing.collect(came.bytes(), messages);
        boolean lost = came.bytes().length < came.size();
        return new ReceivedFrames(
                messages, came.state() + came.notKept(), came.over() || lost || broken != null, broken);
    }

    /** Puts those of all connections together, in the order of the connections; another one may come. */
    static ReceivedFrames overAll(List<Connection> connections, Framing framing) {
        List<byte[]> messages = new ArrayList<>();
        String broken = null;
        for (Connection connection : connections) {
            ReceivedFrames each = on(connection, framing);
            messages.addAll(each.messages());
            if (broken == null && each.broken() != null) {
                broken = "on connection #" + connection.index() + ": " + each.broken();
            }
        }
        int count = connections.size();
        String state =
                count == 0 ? "nobody has connected" : "over " + (count == 1 ? "1 connection" : count + " connections");
        return new ReceivedFrames(messages, state, false, broken);
    }

    boolean has(Expectation expected) {
        return messages.stream().anyMatch(expected::matches);
    }

    List<String> quoted() {
        return messages.stream().map(Bytes::quote).toList();
    }

    String found() {
        List<String> all = quoted();
        String shown =
                all.size() <= SHOWN ? all.toString() : all.subList(0, SHOWN) + " and " + (all.size() - SHOWN) + " more";
        return "\n  but received " + (all.isEmpty() ? "no whole message" : "the messages " + shown) + ", " + state
                + (broken == null ? "" : "\n  and then: " + broken);
    }

    /** Tells why no further message can come, or null while one can. */
    @Nullable
    String hopeless() {
        return over ? broken == null ? state : "what comes next is no message" : null;
    }
}
