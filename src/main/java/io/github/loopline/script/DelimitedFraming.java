package io.github.loopline.script;

import io.github.loopline.trace.Bytes;
import java.util.Arrays;

/** Messages that end with a delimiter. */
final class DelimitedFraming extends BuiltInFraming {

    private final byte[] delimiter;
    private final boolean dropsCr;

    DelimitedFraming(String name, byte[] delimiter, boolean dropsCr) {
        super(name);
        this.delimiter = delimiter;
        this.dropsCr = dropsCr;
    }

    @Override
    long length(Window in) {
        long at = in.indexOf(delimiter, 0);
        return at < 0 ? -1 : at + delimiter.length;
    }

    @Override
    protected byte[] unwrap(byte[] frame) {
        int end = frame.length - delimiter.length;
        return Arrays.copyOf(frame, dropsCr && end > 0 && frame[end - 1] == '\r' ? end - 1 : end);
    }

    @Override
    protected byte[] wrap(byte[] message) {
        if (Window.of(message, true).indexOf(delimiter, 0) >= 0) {
            throw new IllegalArgumentException("A message must not contain " + Bytes.quote(delimiter)
                    + ", which ends it (" + this + "). Send the bytes as they are, or several messages.");
        }
        byte[] frame = Arrays.copyOf(message, message.length + delimiter.length);
        System.arraycopy(delimiter, 0, frame, message.length, delimiter.length);
        return frame;
    }
}
