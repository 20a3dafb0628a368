package io.github.loopline.script;

import io.github.loopline.trace.Recording;

/** The bytes of a stream that no step has taken: those that its recording has for the reader. */
final class StreamIntake extends Intake {

    private final Stage stage;
    private final Recording in;

    StreamIntake(Stage stage) {
        this.stage = stage;
        this.in = stage.track().received();
        synchronized (stage.track().log()) {
            in.attachReader();
        }
    }

    @Override
    long size() {
        synchronized (stage.track().log()) {
            return in.readable() - in.position();
        }
    }

    @Override
    Window window(boolean ended, long scanned) {
        return Window.live(in, ended, scanned);
    }

    @Override
    Window copy(boolean ended) {
        synchronized (stage.track().log()) {
            return Window.of(in.copy(in.position(), in.readable()), ended);
        }
    }

    @Override
    byte[] take(long length) {
        byte[] taken;
        synchronized (stage.track().log()) {
            taken = in.take((int) length);
        }
        stage.taken();
        return taken;
    }

    @Override
    void drop() {
        // the recording keeps it, and other readers may want it
    }

    @Override
    String state() {
        return state(stage.track());
    }
}
