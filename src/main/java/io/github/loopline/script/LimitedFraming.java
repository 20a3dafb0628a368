package io.github.loopline.script;

/** Another framing whose messages may be longer, or only shorter. */
final class LimitedFraming extends Framing {

    private final Framing framing;
    private final int most;

    LimitedFraming(Framing framing, int most) {
        this.framing = framing;
        this.most = most;
    }

    @Override
    protected long length(byte[] start) {
        return framing.length(start);
    }

    @Override
    long length(Window in) {
        return framing.length(in);
    }

    @Override
    protected byte[] unwrap(byte[] frame) {
        return framing.unwrap(frame);
    }

    @Override
    protected byte[] wrap(byte[] message) {
        return framing.wrap(message);
    }

    @Override
    void checkExpected(String verb, byte[] message) {
        framing.checkExpected(verb, message);
    }

    @Override
    boolean isUserCode() {
        return framing.isUserCode();
    }

    @Override
    int most() {
        return most;
    }

    @Override
    public String toString() {
        return framing.toString();
    }
}
