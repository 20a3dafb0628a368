package io.github.loopline.stream;

import io.github.loopline.fixture.Duty;
import io.github.loopline.fixture.End;
import io.github.loopline.fixture.Scope;
import io.github.loopline.net.FixtureException;
import io.github.loopline.script.Answers;
import io.github.loopline.script.FrameHandler;
import io.github.loopline.script.Framing;
import io.github.loopline.script.ScriptFailure;
import io.github.loopline.trace.EventKind;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;

/**
 * A server, seen as one of messages: it answers requests in the order in which they come on a connection, also pipelined ones,
 * and pushes messages. What it is told to answer, it answers on each later connection; further answers can be added any time.
 * Thread-safe.
 *
 * @since 0.1
 */
public final class FramedServer {

    private final StreamServer server;
    private final Framing framing;
    private final Answers answers;
    private boolean played; // guarded by this

    FramedServer(StreamServer server, Framing framing) {
        this.server = server;
        this.framing = framing;
        this.answers = new Answers(framing);
    }

    /**
     * Answer requests with code of the test, those that have no fixed answer. It runs on a thread of the fixture, for one
     * request of a connection at a time.
     *
     * @param code gives a text, bytes, a {@link io.github.loopline.fixture.Reply}, or a {@link
     *     io.github.loopline.script.Script} to play
     * @return this
     */
    public FramedServer answer(FrameHandler code) {
        answers.answer(code);
        return play();
    }

    /**
     * Answer the next requests one after the other, over whatever connections they come. An answer that is left when the test
     * ends fails it; so does a request that has none.
     *
     * @param replies for one request each: a text, bytes, a {@link io.github.loopline.fixture.Reply}, or a {@link
     *     io.github.loopline.script.Script} to play
     * @return this
     */
    public FramedServer answers(Object... replies) {
        answers.add(List.of(replies));
        return play();
    }

    /**
     * Answer the next requests in the same way, over whatever connections they come: to fail so many times, and then work.
     *
     * @param times how many, 1 or more
     * @param reply as one of {@link #answers}, such as {@code Script.of(s -> s.reset())}
     * @return this
     */
    public FramedServer first(int times, Object reply) {
        if (times < 1) {
            throw new IllegalArgumentException("first must be given 1 time or more but was " + times + ".");
        }
        answers.add(Collections.nCopies(times, reply));
        return play();
    }

    /**
     * Close each connection with FIN after so many answers on it.
     *
     * @param count 1 or more
     * @return this
     */
    public FramedServer closeAfterAnswers(int count) {
        answers.closeAfter(count);
        return this;
    }

    /**
     * Collect so many requests of a connection and answer the last of them first. What is collected when the peer sends FIN is
     * answered so too.
     *
     * @param count 2 or more
     * @return this
     */
    public FramedServer answerLastFirst(int count) {
        answers.reverse(count);
        return this;
    }

    private synchronized FramedServer play() {
        if (!played) {
            played = true;
            server.scope().owe(new Unasked());
        }
        server.answer(answers);
        return this;
    }

    /** Fails the test if answers are left. */
    private final class Unasked implements Duty {

        @Override
        public boolean isSettled() {
            return true;
        }

        @Override
        public void judge() {
            Scope scope = server.scope();
            ScriptFailure failure = answers.unasked(server);
            scope.acquit(this);
            if (failure != null) {
                scope.log().add(server.track(), EventKind.ERROR, failure);
            }
        }
    }

    /**
     * Send a message to each connection that is open now.
     *
     * @param text encoded as UTF-8
     * @return this
     * @throws FixtureException if there is none, or as {@link Endpoint#send(byte[])}
     */
    public FramedServer push(String text) {
        return push(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Send a message to each connection that is open now.
     *
     * @param message without what frames it
     * @return this
     * @throws FixtureException if there is none, or as {@link Endpoint#send(byte[])}
     */
    public FramedServer push(byte[] message) {
        List<Connection> open = server.connections().stream()
                .filter(connection -> connection.end() == End.OPEN)
                .toList();
        if (open.isEmpty()) {
            throw new FixtureException("Cannot push a message from " + server
                    + ": no connection is open. Wait for one with connection(0).");
        }
        for (Connection connection : open) {
            connection.framing(framing).send(message);
        }
        return this;
    }
}
