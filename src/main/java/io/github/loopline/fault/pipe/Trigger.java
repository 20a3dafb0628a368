package io.github.loopline.fault.pipe;

import io.github.loopline.fault.Hook;
import io.github.loopline.net.FixtureException;
import io.github.loopline.script.Framing;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A fault that waits for its moment in one direction of one connection. On the engine's thread. */
final class Trigger {

    private static final long UNKNOWN = -1;

    private final AppliedStreamFault applied;
    private final Hook.Kind kind;
    private @Nullable Framing framing; // while messages are counted
    private final ByteArrayOutputStream message = new ByteArrayOutputStream(0); // what has come of it
    private long messages; // that have still to pass
    private long end; // of those that have
    private long point = UNKNOWN; // behind the last byte that passes

    Trigger(AppliedStreamFault applied, long start) {
        this.applied = applied;
        Hook hook = applied.fault().hook();
        this.kind = hook.kind();
        this.framing = hook.framing();
        this.end = start;
        this.messages = hook.count() + (kind == Hook.Kind.AFTER_MESSAGE ? 1 : 0);
        if (kind == Hook.Kind.BYTES) {
            point = start + hook.count();
        } else if (framing != null && messages == 0) {
            found();
        }
    }

    AppliedStreamFault applied() {
        return applied;
    }

    Hook.Kind kind() {
        return kind;
    }

    private void found() {
        point = kind == Hook.Kind.DURING_MESSAGE ? end + 1 : end;
        framing = null;
    }

    /** Looks for the ends of messages; says why there can be none, or null. */
    @Nullable
    String feed(ByteBuffer data) {
        Framing counted = framing;
        if (counted == null) {
            return null;
        }
        byte[] copy = new byte[data.remaining()];
        data.duplicate().get(copy);
        message.writeBytes(copy);
        byte[] all = message.toByteArray();
        int at = 0;
        try {
            int length = counted.wholeOf(all);
            while (length > 0 && messages > 0) {
                at += length;
                messages--;
                length = counted.wholeOf(Arrays.copyOfRange(all, at, all.length));
            }
        } catch (FixtureException e) {
            framing = null;
            return e.getMessage();
        }
        end += at;
        message.reset();
        message.write(all, at, all.length - at);
        if (messages == 0) {
            found();
        }
        return null;
    }

    /** Gives how many bytes from an offset on still pass, or -1 if its moment is not within the next bytes. */
    long strikesIn(long offset, int bytes) {
        boolean needsMore = kind == Hook.Kind.BEFORE_MESSAGE
                || kind == Hook.Kind.BYTES && applied.fault().hook().count() == 0;
        boolean reached = point >= 0 && (needsMore ? offset + bytes > point : offset + bytes >= point);
        return reached ? Math.max(0, point - offset) : -1;
    }
}
