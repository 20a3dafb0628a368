package io.github.loopline.script;

/** A framing of the library: quick, and runs on the engine's thread. */
abstract class BuiltInFraming extends Framing {

    private final String name;

    BuiltInFraming(String name) {
        this.name = name;
    }

    @Override
    protected final long length(byte[] start) {
        return length(Window.of(start, false));
    }

    @Override
    abstract long length(Window in);

    @Override
    final boolean isUserCode() {
        return false;
    }

    @Override
    public String toString() {
        return name;
    }
}
