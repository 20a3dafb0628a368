package io.github.loopline.script;

import io.github.loopline.fixture.Handover;
import io.github.loopline.internal.Deadline;
import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.Track;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The script that a connection or peer plays, or has played last. Driven on the thread of its stage. Not for users.
 *
 * @since 0.1
 */
public final class Playing {

    private final Track track;
    private volatile @Nullable Play play; // written on the stage's thread

    /**
     * Create it for what plays nothing yet.
     *
     * @param track the lane of the connection or peer
     */
    public Playing(Track track) {
        this.track = track;
    }

    /**
     * Get ready to play a script, from the next {@link #advance} on.
     *
     * @param script what to play
     * @param stage on what
     * @throws FixtureException if another script is being played
     * @throws IllegalArgumentException if a step cannot be played on the stage
     */
    public void begin(Script script, Stage stage) {
        Play before = play;
        if (before != null && !before.isOver()) {
            throw new FixtureException("Cannot play another script on " + track
                    + ": one is being played. Wait for its end with awaitScript(), or write one script.");
        }
        script.check(stage.type(), track);
        play = Play.begin(script, stage);
    }

    /** Go on, if there is a script: something has happened. */
    public void advance() {
        Play current = play;
        if (current != null) {
            current.advance();
        }
    }

    /**
     * Hand a message to the script, if there is one that minds what comes.
     *
     * @param data the message, left as it was
     * @param sender who has sent it, or null on a connection
     * @return whether nothing more should be read now: {@link Messages#isFull()}
     */
    public boolean received(ByteBuffer data, @Nullable SocketAddress sender) {
        Play current = play;
        Messages messages =
                current == null || !current.minds() ? null : current.stage().messages();
        if (current == null || messages == null) {
            return false;
        }
        messages.add(data.duplicate(), sender);
        current.advance();
        return messages.isFull();
    }

    /**
     * Tell whether a script is being played. On any thread.
     *
     * @return false before the first and after its end
     */
    public boolean isGoingOn() {
        Play current = play;
        return current != null && !current.isOver();
    }

    /**
     * Wait until the script has ended. On any thread but the stage's.
     *
     * @param time how long
     * @throws FixtureException if it does not end in time, or there is none
     * @throws ScriptFailure if it failed
     */
    public void await(Duration time) {
        Play current = play;
        if (current == null) {
            throw new FixtureException(track + " plays no script. Call script(...) first.");
        }
        boolean ended = track.log().await(Deadline.after(time), current::isOver);
        if (ended) {
            Handover.call(
                    current.stage().loop(), track, () -> {}); // the end is told before what is left over is judged
        }
        ScriptFailure failure = current.failure();
        if (failure != null) {
            throw failure;
        }
        if (!ended) {
            throw new FixtureException(Deadline.waited(time) + " for the end of the script on " + track
                    + " but it is in " + current.position() + ".");
        }
    }
}
