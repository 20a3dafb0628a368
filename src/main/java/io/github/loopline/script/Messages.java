package io.github.loopline.script;

import io.github.loopline.net.SocketType;
import io.github.loopline.trace.Addresses;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The datagrams or packets that no step of a play has taken, in the order of arrival. Each step that expects takes one. On the
 * thread of the stage. Not for users.
 *
 * @since 0.1
 */
public final class Messages extends Intake {

    /** Where reading stops, until steps have taken some. */
    private static final int MOST = 10_000;

    private static final long MOST_BYTES = 16 << 20;

    /** One message, and who has sent it. */
    private record Message(byte[] bytes, @Nullable SocketAddress sender) {}

    private final Stage stage;
    private final Deque<Message> queue = new ArrayDeque<>();
    private long bytes; // in the queue
    private int taken;
    private @Nullable SocketAddress sender; // of the last one that was taken

    /**
     * Create an empty queue.
     *
     * @param stage told when something is taken
     */
    public Messages(Stage stage) {
        this.stage = stage;
    }

    /**
     * Add one that has come.
     *
     * @param data must not change any more
     * @param from who has sent it, or null on a connection
     */
    public void add(byte[] data, @Nullable SocketAddress from) {
        queue.add(new Message(data, from));
        bytes += data.length;
    }

    void add(ByteBuffer data, @Nullable SocketAddress from) {
        byte[] copy = new byte[data.remaining()];
        data.get(copy);
        add(copy, from);
    }

    /**
     * Tell whether nothing more should be read from the kernel now.
     *
     * @return true from 10 000 messages or 16 MiB on
     */
    public boolean isFull() {
        return queue.size() >= MOST || bytes >= MOST_BYTES;
    }

    /**
     * Count what steps have taken since the last time.
     *
     * @return the count of messages
     */
    public int takeCount() {
        int since = taken;
        taken = 0;
        return since;
    }

    /**
     * Give who is answered.
     *
     * @return the sender of the message that was taken last, or null before the first, and on a connection
     */
    public @Nullable SocketAddress sender() {
        return sender;
    }

    @Override
    long size() {
        return queue.size();
    }

    @Override
    Window window(boolean ended, long scanned) {
        return copy(ended);
    }

    @Override
    Window copy(boolean ended) {
        Message next = queue.peek();
        return next == null ? Window.of(new byte[0], ended) : Window.message(next.bytes());
    }

    @Override
    byte[] take(long length) {
        Message next = queue.remove();
        bytes -= next.bytes().length;
        sender = next.sender();
        taken++;
        stage.taken();
        return next.bytes();
    }

    @Override
    void drop() {
        queue.clear();
        bytes = 0;
        stage.taken();
    }

    @Override
    String state() {
        Message next = queue.peek();
        if (stage.type() == SocketType.SEQPACKET) {
            return named(next) + state(stage.track());
        }
        String open = stage.track().isClosed() ? "it is closed" : "the socket is open";
        SocketAddress from = next == null ? null : next.sender();
        return named(next) + (from == null ? open : "from " + Addresses.text(from));
    }

    /** Says what the bytes alone do not show. */
    private String named(@Nullable Message next) {
        String empty = next != null && next.bytes().length == 0 ? "in an empty message, " : "";
        return empty + (queue.size() > 1 ? "the first of " + queue.size() + " messages, " : "");
    }
}
