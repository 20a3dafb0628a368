package io.github.loopline.datagram;

import io.github.loopline.fixture.Failure;
import io.github.loopline.fixture.Indexes;
import io.github.loopline.fixture.MessagesAssert;
import io.github.loopline.net.CapabilityException;
import io.github.loopline.trace.Addresses;
import io.github.loopline.trace.Event;
import io.github.loopline.trace.EventLog;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on a {@link DatagramPeer}: the datagrams that it received.
 *
 * @since 0.1
 */
public class DatagramPeerAssert extends MessagesAssert<DatagramPeerAssert, DatagramPeer, Inbox> {

    /**
     * Create an assertion; {@code assertThat(peer)} does.
     *
     * @param actual the peer
     */
    public DatagramPeerAssert(DatagramPeer actual) {
        super(actual, DatagramPeerAssert.class);
    }

    @Override
    protected EventLog log() {
        return actual.track().log();
    }

    @Override
    protected boolean hasNothing() {
        return actual.receivedCount() == 0;
    }

    @Override
    protected DatagramPeerAssert on(Function<Inbox, @Nullable Failure> rule) {
        return check(() -> rule.apply(actual.arrivals().inbox()));
    }

    /**
     * Go to a datagram. Behind {@code within} it waits for it.
     *
     * @param index its ordinal, 0 for the first
     * @return the assertion of that datagram, never null
     * @throws AssertionError if there is no such datagram
     */
    public DatagramAssert datagram(int index) {
        Indexes.check("datagram", index);
        String hint = isPatient() ? "" : "\n  (to wait for it, write within(...) before datagram(" + index + "))";
        check(() -> {
            long count = actual.receivedCount();
            return actual.arrivals().kept(index) != null
                    ? null
                    : failure("to have a datagram #" + index, hint, count, index < count ? "it is not kept" : closed());
        });
        Datagram found = actual.arrivals().kept(index);
        return navigate(new DatagramAssert(found, this), found == null);
    }

    /**
     * Verify that exactly these datagrams came, in any order.
     *
     * @param texts encoded as UTF-8
     * @return this
     * @throws AssertionError if one is missing or another came
     */
    public DatagramPeerAssert hasReceivedOnly(String... texts) {
        List<String> expected = sorted(quoted(texts));
        return all("only, in any order, " + quoted(texts), expected, DatagramPeerAssert::sorted, got -> {
            List<String> missing = new ArrayList<>(expected);
            return got.stream().allMatch(missing::remove);
        });
    }

    private static List<String> sorted(List<String> texts) {
        return texts.stream().sorted().toList();
    }

    /**
     * Verify that some datagram came from an address.
     *
     * @param sender an address
     * @return this
     * @throws AssertionError if none did
     */
    public DatagramPeerAssert hasReceivedFrom(SocketAddress sender) {
        return check(() -> {
            long count = actual.receivedCount();
            List<Event> events = actual.track().messages();
            return events.stream().anyMatch(event -> sender.equals(event.detail()))
                    ? null
                    : failure("to have received something from " + Addresses.text(sender), "", count, closed());
        });
    }

    /**
     * Verify how many datagrams came, kept or not.
     *
     * @param count 0 or more
     * @return this
     * @throws AssertionError if it is another count
     */
    public DatagramPeerAssert hasReceivedCount(int count) {
        String rule = "to have received " + (count == 1 ? "1 datagram" : count + " datagrams");
        return check(() -> {
            long found = actual.receivedCount();
            return found == count ? null : failure(rule, "", found, found > count ? "more have come" : closed());
        });
    }

    @Override
    protected @Nullable Failure something() {
        long count = actual.receivedCount();
        return count == 0 ? null : failure("to have received nothing", "", count, "it has come already");
    }

    /**
     * Verify that ICMP has told that nobody is bound to the address that the peer is connected to. An unconnected peer is never
     * told.
     *
     * @return this
     * @throws AssertionError if it has not
     */
    public DatagramPeerAssert hasReceivedPortUnreachable() {
        return check(() -> actual.portUnreachableCount() > 0
                ? null
                : new Failure(
                        () -> new Failure.Text("  to have been told that a port is unreachable\n  but "
                                + (actual.isConnected() ? "nobody told it" : "it is not connected, and never told")),
                        closed()));
    }

    /**
     * Verify that the kernel dropped nothing because the receive buffer was full.
     *
     * @return this
     * @throws AssertionError if it did
     * @throws CapabilityException where the kernel does not tell (it does on Linux)
     */
    public DatagramPeerAssert hasNoDrops() {
        return check(() -> {
            long dropped = actual.dropped();
            return dropped == 0
                    ? null
                    : new Failure(
                            "  to have lost nothing\n  but the kernel dropped " + dropped, "it has dropped already");
        });
    }

    /** Tells that the first so many datagrams are not as they should be. */
    private Failure failure(String rule, String hint, long count, @Nullable String hopeless) {
        return new Failure(
                () -> new Failure.Text(
                        "  " + rule + actual.arrivals().inbox().first(count).found() + hint),
                hopeless);
    }

    private @Nullable String closed() {
        return actual.track().isClosed() ? "the socket is closed" : null;
    }
}
