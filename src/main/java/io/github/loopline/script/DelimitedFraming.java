package io.github.loopline.script;

import io.github.loopline.trace.Bytes;
import java.util.Arrays;

/** Messages that end with a delimiter. */
final class DelimitedFraming extends BuiltInFraming {

    private final byte[] delimiter;
    private final boolean dropsCr;
    private final String noun;

    DelimitedFraming(String name, byte[] delimiter, boolean dropsCr) {
        super(name);
        this.delimiter = delimiter;
        this.dropsCr = dropsCr;
        this.noun = delimiter[delimiter.length - 1] == '\n' ? "line" : "message";
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
    void checkExpected(String verb, byte[] message) {
        long at = Window.of(message, true).indexOf(delimiter, 0);
        if (at >= 0) {
            boolean isOne = at + delimiter.length == message.length;
            throw new IllegalArgumentException(verb + " must be given a " + noun + " without its end "
                    + Bytes.quote(delimiter) + " but was given " + Bytes.quote(message) + ". Write "
                    + (isOne ? verb + "(" + Bytes.quote(unwrap(message)) + ")." : "one for each " + noun + "."));
        }
    }

    @Override
    protected byte[] wrap(byte[] message) {
        if (Window.of(message, true).indexOf(delimiter, 0) >= 0) {
            throw new IllegalArgumentException(
                    "A message must not contain " + Bytes.quote(delimiter) + ", which ends it (" + this
                            + "). Send several, such as Reply.text(...).and(...), or a Script that sends the bytes.");
        }
        byte[] frame = Arrays.copyOf(message, message.length + delimiter.length);
        System.arraycopy(delimiter, 0, frame, message.length, delimiter.length);
        return frame;
    }
}
