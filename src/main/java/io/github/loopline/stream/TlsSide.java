package io.github.loopline.stream;

import io.github.loopline.tls.TlsFacts;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One side that may speak TLS, as assertions look at it. Not for users.
 *
 * @param facts null while it speaks none
 * @param isEnded whether the peer has ended its stream
 * @param isOver whether nothing can change any more
 * @param state how it stands, or why it speaks none, for messages
 * @since 0.1
 */
public record TlsSide(@Nullable TlsFacts facts, boolean isEnded, boolean isOver, String state) {

    /** Reads a connection, null for one that is not there yet. */
    static TlsSide of(@Nullable Connection connection) {
        if (connection == null) {
            return new TlsSide(null, false, false, "it has not connected");
        }
        TlsFacts facts = connection.facts();
        boolean closed = connection.track().isClosed();
        if (facts == null) {
            boolean later = connection.io().carrying().isDeclared();
            return new TlsSide(
                    null, false, closed || !later, later ? "it has not started TLS" : "it does not speak TLS");
        }
        boolean ended = connection.track().peerEnd() != null;
        return new TlsSide(facts, ended, closed || ended, connection.reader().state());
    }

    TlsFacts known() {
        return Objects.requireNonNull(facts);
    }
}
