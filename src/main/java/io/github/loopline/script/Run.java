package io.github.loopline.script;

import io.github.loopline.fixture.UserCode;

/** Runs code of the test on another thread. */
final class Run implements Act {

    private final UserCode code;
    private boolean begun;

    Run(UserCode code) {
        this.code = code;
    }

    @Override
    public boolean go(Play play) {
        if (!begun) {
            begun = true;
            play.errands()
                    .compute(
                            () -> {
                                code.run();
                                return this;
                            },
                            play::done);
        }
        return false;
    }

    @Override
    public Waits waits() {
        return Waits.TIME;
    }

    @Override
    public String missing(Play play) {
        return "  to go on once code of the test has returned\n  but it has not";
    }
}
