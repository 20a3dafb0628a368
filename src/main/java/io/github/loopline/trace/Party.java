package io.github.loopline.trace;

import org.jspecify.annotations.Nullable;

/** Who has a lane in the diagram: a fixture, or one that is none. */
final class Party {

    private final String name;
    private final @Nullable Track fixture;
    private final boolean left;
    private boolean accepts;
    private boolean connects;

    Party(Track fixture) {
        this.name = fixture.toString();
        this.fixture = fixture;
        this.left = false;
    }

    /** Creates one that is no fixture, and stands on the left or on the right of those. */
    Party(String name, boolean left) {
        this.name = name;
        this.fixture = null;
        this.left = left;
    }

    String name() {
        return name;
    }

    boolean isFixture() {
        return fixture != null;
    }

    /** Says who it is, in small. */
    String role() {
        if (fixture != null) {
            return "fixture";
        }
        return left ? "and the test itself" : "no fixture";
    }

    /** Learns from what the fixture does where it stands. */
    void seen(EventKind kind) {
        connects |= kind == EventKind.CONNECTED || kind == EventKind.CONNECT_FAILED;
        accepts |= kind == EventKind.ACCEPTED;
    }

    /** Gives its place from left to right: who connects, who is in between, who is connected to. */
    int place() {
        if (fixture == null) {
            return left ? 0 : 4;
        }
        return !connects ? 3 : accepts ? 2 : 1;
    }
}
