package io.github.loopline.stream;

import io.github.loopline.fixture.Expectation;
import io.github.loopline.fixture.Failure;
import io.github.loopline.fixture.FixtureAssert;
import io.github.loopline.fixture.Times;
import io.github.loopline.script.Framing;
import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.EventLog;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on the messages that came over a stream: {@code assertThat(connection).framed(lengthPrefixed(4))}; of a server over
 * all its connections together, those of the first before those of the second. A message that has not come whole does not count.
 * Behind {@code within} they wait.
 *
 * @param <A> the type of what is asserted
 * @since 0.1
 */
public class FramesAssert<A> extends FixtureAssert<FramesAssert<A>, A> {

    private final Framing framing;
    private final Supplier<List<Connection>> connections;
    private final boolean several; // those of a server
    private final EventLog log;

    FramesAssert(A actual, Framing framing, Supplier<List<Connection>> connections, boolean several, EventLog log) {
        super(actual, FramesAssert.class);
        this.framing = framing;
        this.connections = connections;
        this.several = several;
        this.log = log;
    }

    @Override
    protected EventLog log() {
        return log;
    }

    private ReceivedFrames inbox() {
        return several
                ? ReceivedFrames.overAll(connections.get(), framing)
                : ReceivedFrames.on(connections.get().stream().findFirst().orElse(null), framing);
    }

    /** What an assertion says of the messages. */
    private interface Rule {
        @Nullable
        Failure of(ReceivedFrames inbox);
    }

    private FramesAssert<A> on(Rule rule) {
        return check(() -> rule.of(inbox()));
    }

    /**
     * Verify that some message is this text.
     *
     * @param text encoded as UTF-8
     * @return this
     * @throws AssertionError if none is
     */
    public FramesAssert<A> hasReceived(String text) {
        return hasReceived(StreamAssert.utf8(text));
    }

    /**
     * Verify that some message is these bytes.
     *
     * @param message without what frames it
     * @return this
     * @throws AssertionError if none is
     */
    public FramesAssert<A> hasReceived(byte[] message) {
        return some(Expectation.exactly(message));
    }

    /**
     * Verify that some message contains a text.
     *
     * @param text encoded as UTF-8
     * @return this
     * @throws AssertionError if none does
     */
    public FramesAssert<A> hasReceivedContaining(String text) {
        return some(Expectation.containing(StreamAssert.utf8(text)));
    }

    /**
     * Verify that some message matches a regular expression from start to end.
     *
     * @param regex as {@link java.util.regex.Pattern} has it, with DOTALL
     * @return this
     * @throws AssertionError if none does
     */
    public FramesAssert<A> hasReceivedMatching(String regex) {
        return some(Expectation.matching(regex));
    }

    /**
     * Verify that some message is these bytes.
     *
     * @param hex pairs of hex digits, {@code ??} for any byte
     * @return this
     * @throws AssertionError if none is
     */
    public FramesAssert<A> hasReceivedHex(String hex) {
        return some(Expectation.hex(hex));
    }

    private FramesAssert<A> some(Expectation expected) {
        return on(inbox -> inbox.has(expected)
                ? null
                : new Failure(
                        () -> new Failure.Text("  to have received a message: " + expected + inbox.found()),
                        inbox.hopeless()));
    }

    /**
     * Verify how often a message has come.
     *
     * @param text encoded as UTF-8
     * @param times how often
     * @return this
     * @throws AssertionError if it has come more or less often
     */
    public FramesAssert<A> hasReceived(String text, Times times) {
        Expectation expected = Expectation.exactly(StreamAssert.utf8(text));
        return on(inbox -> {
            int count =
                    (int) inbox.messages().stream().filter(expected::matches).count();
            return times.matches(count)
                    ? null
                    : new Failure(
                            () -> new Failure.Text(
                                    "  to have received a message " + times + ": " + expected + inbox.found()),
                            times.isPossible(count) ? inbox.hopeless() : "it has come too often");
        });
    }

    /**
     * Verify that exactly these messages have come, in this order.
     *
     * @param texts encoded as UTF-8
     * @return this
     * @throws AssertionError if others have, or in another order
     */
    public FramesAssert<A> hasReceivedInOrder(String... texts) {
        List<String> expected = Stream.of(texts)
                .map(text -> Bytes.quote(StreamAssert.utf8(text)))
                .toList();
        return on(inbox -> {
            List<String> got = inbox.quoted();
            if (got.equals(expected)) {
                return null;
            }
            boolean possible = expected.size() > got.size()
                    && expected.subList(0, got.size()).equals(got);
            return new Failure(
                    () -> new Failure.Text(
                            "  to have received in this order " + expected + inbox.found(),
                            String.join("\n", got),
                            String.join("\n", expected)),
                    possible ? inbox.hopeless() : "others have come");
        });
    }

    /**
     * Verify how many messages have come.
     *
     * @param count 0 or more
     * @return this
     * @throws AssertionError if it is another count
     */
    public FramesAssert<A> hasReceivedCount(int count) {
        return on(inbox -> inbox.messages().size() == count
                ? null
                : new Failure(
                        () -> new Failure.Text("  to have received " + (count == 1 ? "1 message" : count + " messages")
                                + inbox.found()),
                        inbox.messages().size() > count ? "more have come" : inbox.hopeless()));
    }
}
