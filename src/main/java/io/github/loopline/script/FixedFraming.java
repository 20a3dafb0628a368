package io.github.loopline.script;

import io.github.loopline.trace.Bytes;

/** Messages of one length. */
final class FixedFraming extends BuiltInFraming {

    private final int bytes;

    FixedFraming(int bytes) {
        super("fixed " + bytes);
        this.bytes = bytes;
    }

    @Override
    long length(Window in) {
        return bytes;
    }

    @Override
    protected byte[] wrap(byte[] message) {
        if (message.length != bytes) {
            throw new IllegalArgumentException("A message must have " + Bytes.count(bytes) + " but has "
                    + message.length + " (" + this + "). Pad it.");
        }
        return message;
    }
}
