package io.github.loopline.packet;

import io.github.loopline.fixture.End;
import io.github.loopline.fixture.MessageInbox;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an assertion sees of a connection. */
final class Inbox extends MessageInbox<Packet> {

    private final PacketConnection connection;
    private final End end;
    private final String state;

    /** Takes beside the messages how the connection ended, and the same in words. */
    Inbox(PacketConnection connection, List<Packet> kept, long count, End end, String state) {
        super(kept, count);
        this.connection = connection;
        this.end = end;
        this.state = state;
    }

    PacketConnection connection() {
        return connection;
    }

    End end() {
        return end;
    }

    String state() {
        return state;
    }

    @Override
    public @Nullable String ended() {
        return end == End.OPEN ? null : state;
    }

    @Override
    public String found() {
        if (count() == 0) {
            return "\n  but nothing has come, " + state;
        }
        return "\n  but " + (count() == 1 ? "1 message has" : count() + " messages have") + " come, " + state
                + list(null);
    }

    @Override
    protected String place(Packet packet) {
        return "as message #" + packet.index() + ", " + state;
    }

    @Override
    protected String notKept(long lost) {
        return " that are not kept. Raise recordingLimit.";
    }
}
