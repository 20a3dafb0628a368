package io.github.loopline.packet;

import io.github.loopline.fixture.End;
import io.github.loopline.fixture.Failure;
import io.github.loopline.fixture.Indexes;
import io.github.loopline.fixture.MessagesAssert;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The assertions on the messages that came over a connection, shared by {@link PacketConnectionAssert} and {@link
 * PacketClientAssert}.
 *
 * @param <S> the assertion's own type
 * @param <A> the type of what is asserted
 * @since 0.1
 */
public abstract class PacketsAssert<S extends PacketsAssert<S, A>, A> extends MessagesAssert<S, A, Inbox> {

    PacketsAssert(A actual, Class<?> self) {
        super(actual, self);
    }

    @Override
    protected boolean hasNothing() {
        PacketConnection connection = connection();
        return connection == null || connection.receivedCount() == 0;
    }

    /** Gives the connection whose messages count, or null if there is none. */
    abstract @Nullable PacketConnection connection();

    /**
     * Go to a message. Behind {@code within} it waits for it.
     *
     * @param index its ordinal, 0 for the first
     * @return the assertion of that message, never null
     * @throws AssertionError if there is no such message
     */
    @SuppressWarnings("NullAway") // a soft assertion on a message that has not come is muted and never looks at it
    public PacketAssert packet(int index) {
        Indexes.check("packet", index);
        String hint = isPatient() ? "" : "\n  (to wait for it, write within(...) before packet(" + index + "))";
        on(inbox -> index < inbox.kept().size()
                ? null
                : new Failure(
                        () -> new Failure.Text("  to have a message #" + index + inbox.found() + hint),
                        inbox.hopeless()));
        PacketConnection connection = connection();
        Packet found = connection == null ? null : connection.reader().kept(index);
        return navigate(new PacketAssert(found), found == null);
    }

    /**
     * Verify how many messages have come, kept or not.
     *
     * @param count 0 or more
     * @return this
     * @throws AssertionError if it is another count
     */
    public S hasReceivedCount(int count) {
        String rule = "  to have received " + (count == 1 ? "1 message" : count + " messages");
        return on(inbox -> inbox.count() == count
                ? null
                : new Failure(
                        () -> new Failure.Text(rule + inbox.found()),
                        inbox.count() > count ? "more have come" : inbox.ended()));
    }

    @Override
    protected @Nullable Failure something() {
        PacketConnection connection = connection();
        return connection == null ? null : something(connection);
    }

    static @Nullable Failure something(PacketConnection connection) {
        if (connection.receivedCount() == 0) {
            return null;
        }
        Inbox inbox = connection.reader().inbox();
        return new Failure(() -> new Failure.Text("  to have received nothing" + inbox.found()), "it has come already");
    }

    /**
     * Verify that the peer has ended the connection, by a close or a reset.
     *
     * @return this
     * @throws AssertionError if it has not
     */
    public S hasEnded() {
        return ended(null);
    }

    /**
     * Verify that the peer has closed, or shut its output down.
     *
     * @return this
     * @throws AssertionError if it has not
     */
    public S hasEndedByFin() {
        return ended(End.FIN);
    }

    /**
     * Verify that the peer has closed with messages unread, which is a reset.
     *
     * @return this
     * @throws AssertionError if it has not
     */
    public S hasEndedByRst() {
        return ended(End.RST);
    }

    private S ended(@Nullable End wanted) {
        return on(inbox -> {
            End end = inbox.end();
            if (end == wanted || wanted == null && (end == End.FIN || end == End.RST)) {
                return null;
            }
            return new Failure(
                    "  to have ended by " + (wanted == null ? "FIN or RST" : wanted) + "\n  but " + inbox.state(),
                    end == End.OPEN ? null : inbox.state());
        });
    }

    /**
     * Verify that neither side has ended the connection.
     *
     * @return this
     * @throws AssertionError if one has
     */
    public S isOpen() {
        return on(inbox ->
                inbox.end() == End.OPEN ? null : new Failure("  to be open\n  but " + inbox.state(), inbox.state()));
    }

    @Override
    protected final S on(Function<Inbox, @Nullable Failure> rule) {
        return check(() -> {
            PacketConnection connection = connection();
            return connection == null
                    ? new Failure("  to have received something, but it has not connected.", null)
                    : rule.apply(connection.reader().inbox());
        });
    }
}
