package io.github.loopline.script;

import io.github.loopline.fixture.Reply;
import io.github.loopline.net.SocketType;
import io.github.loopline.trace.Difference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What is answered to the messages of all connections of a server: first replies that are fixed, each once, then what a handler
 * says. Thread-safe. Not for users, who say it to the server.
 *
 * @since 0.1
 */
public final class Answers {

    private final Framing framing;
    private final Queue<Object> fixed = new ArrayDeque<>(); // guarded by this, as all below
    private int given;
    private @Nullable FrameHandler handler;
    private int most = Integer.MAX_VALUE;
    private int window = 1;
    private Step.@Nullable Source source;

    /**
     * Create answers to messages of one framing.
     *
     * @param framing how requests and replies are framed
     */
    public Answers(Framing framing) {
        this.framing = framing;
    }

    /**
     * Answer everything that has no fixed reply.
     *
     * @param code the handler
     */
    public synchronized void answer(FrameHandler code) {
        handler = code;
        here();
    }

    /**
     * Answer the next requests, whatever connection they come over, with certain replies, one each.
     *
     * @param replies each a text, bytes, a {@link Reply} or a {@link Script}
     */
    public synchronized void add(List<?> replies) {
        replies.forEach(Answers::check);
        fixed.addAll(replies);
        here();
    }

    /** Notes the line of the test. */
    private void here() {
        source = Step.Source.ofCaller();
    }

    private static void check(Object reply) {
        if (reply instanceof Script script) {
            script.check(SocketType.STREAM, "an answer");
        } else {
            Reply.of(reply);
        }
    }

    /**
     * Close each connection after so many answers on it.
     *
     * @param count 1 or more
     */
    public synchronized void closeAfter(int count) {
        if (count < 1) {
            throw new IllegalArgumentException(
                    "closeAfterAnswers must be given 1 answer or more but was " + count + ".");
        }
        most = count;
    }

    /**
     * Collect so many requests, and answer the last of them first.
     *
     * @param count 2 or more
     */
    public synchronized void reverse(int count) {
        if (count < 2) {
            throw new IllegalArgumentException(
                    "answerLastFirst must be given 2 requests or more but was " + count + ".");
        }
        window = count;
    }

    /**
     * Say that fixed replies are left.
     *
     * @param subject who was to give them
     * @return the failure, or null if none is left
     */
    public synchronized @Nullable ScriptFailure unasked(Object subject) {
        Step.Source from = source;
        if (fixed.isEmpty() || from == null) {
            return null;
        }
        return new ScriptFailure(
                "\nExpecting " + subject + " to give all its answers (" + from.text() + ")\n  but " + fixed.size()
                        + " of " + (given + fixed.size()) + " were not asked for",
                from,
                null);
    }

    /**
     * Make the script that gives the answers.
     *
     * @return a script that goes on as long as the peer does, and need not be played
     */
    public synchronized Script script() {
        Step.Source from = source == null ? Step.Source.ofCaller() : source;
        Step answer = new Step(2, "answer a message", from, () -> new Answer(this));
        Step repeat = new Step(1, "repeat", from, () -> Acts.repeat(List.of(answer), Steps.ENDLESS));
        return Script.of(List.of(repeat), 2, List.of(), false);
    }

    Framing framing() {
        return framing;
    }

    synchronized int most() {
        return most;
    }

    synchronized int window() {
        return window;
    }

    /** Gives the steps that answer a request; calls the test's code. */
    List<Step> reply(Frame request, Step step) throws Exception {
        Object reply;
        FrameHandler code;
        int told;
        synchronized (this) {
            reply = fixed.poll();
            given += reply == null ? 0 : 1;
            told = given;
            code = handler;
        }
        if (reply == null && code == null) {
            throw new Deviation("  to be asked no more\n  but received    : " + Difference.overview(request.bytes())
                    + ", which has no answer: all " + told + " are given");
        }
        Object found = code == null || reply != null ? reply : code.answer(request);
        if (found instanceof Script script) {
            script.check(SocketType.STREAM, "an answer");
            return script.steps();
        }
        return sends(Reply.of(found), step);
    }

    private List<Step> sends(Reply reply, Step step) {
        List<Step> sends = new ArrayList<>();
        for (byte[] message : reply.messages()) {
            byte[] frame = framing.wrap(message);
            String text = "answer " + Difference.shown(frame, 0);
            sends.add(new Step(step.number(), text, step.source(), () -> Acts.Send.atOnce(frame)));
        }
        return sends;
    }
}
