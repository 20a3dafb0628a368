package io.github.loopline.script;

import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.Bytes;
import java.util.Arrays;

/** Messages with certain bytes before and behind. */
final class BetweenFraming extends BuiltInFraming {

    private final byte[] start;
    private final byte[] end;

    BetweenFraming(byte[] start, byte[] end) {
        super("between " + Bytes.quote(start) + " and " + Bytes.quote(end));
        this.start = start;
        this.end = end;
    }

    @Override
    long length(Window in) {
        byte[] first = in.start(start.length);
        if (!Arrays.equals(first, Arrays.copyOf(start, first.length))) {
            throw new FixtureException("A message must begin with " + Bytes.quote(start) + " but begins with "
                    + Bytes.quote(first) + " (" + this + ").");
        }
        long at = in.indexOf(end, start.length);
        return at < 0 ? -1 : at + end.length;
    }

    @Override
    protected byte[] unwrap(byte[] frame) {
        return Arrays.copyOfRange(frame, start.length, frame.length - end.length);
    }

    @Override
    protected byte[] wrap(byte[] message) {
        if (Window.of(message, true).indexOf(end, 0) >= 0) {
            throw new IllegalArgumentException("A message must not contain " + Bytes.quote(end) + ", which ends it ("
                    + this + "). Send several, such as Reply.text(...).and(...), or a Script that sends the bytes.");
        }
        byte[] frame = Arrays.copyOf(start, start.length + message.length + end.length);
        System.arraycopy(message, 0, frame, start.length, message.length);
        System.arraycopy(end, 0, frame, start.length + message.length, end.length);
        return frame;
    }
}
