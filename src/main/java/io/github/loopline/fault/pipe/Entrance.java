package io.github.loopline.fault.pipe;

import io.github.loopline.fixture.Fillers;
import io.github.loopline.fixture.Options;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.Task;
import io.github.loopline.internal.engine.Workers;
import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** The door of a link or a server, and what fills its queue while connects are left unanswered. On the engine's thread, but for {@link #fill}. */
public final class Entrance {

    /** Connects that fill a queue of one: two on Linux; other kernels count otherwise, none near this. */
    private static final int MOST_FILLERS = 64;

    private final Track track;
    private final SocketAddress address;
    private final Door door;
    private @Nullable Fillers fillers;
    private volatile boolean unfilled; // it is to answer no more, and its queue is not full yet

    private Entrance(Door.Host host, Track track, SocketAddress address, Options options) {
        this.track = track;
        this.address = address;
        this.door = new Door(host, track, address, options);
    }

    /** Begins with a socket that {@link Door#hold} gave. */
    public static Entrance refusing(
            Door.Host host, Track track, SocketAddress address, Options options, SocketChannel held) {
        Entrance entrance = new Entrance(host, track, address, options);
        entrance.door.refuse(held);
        return entrance;
    }

    /** Begins with a socket that listens, and accepts from it. */
    public static Entrance listening(
            Door.Host host, Track track, SocketAddress address, Options options, ServerSocketChannel listening)
            throws IOException {
        Entrance entrance = new Entrance(host, track, address, options);
        entrance.door.listen(listening);
        return entrance;
    }

    /** Leaves connections in the kernel's queue, or takes them again. */
    public void pause(boolean paused) {
        door.pause(paused);
    }

    /** Lets clients in, or not. Whoever calls it calls {@link #fill} afterwards. */
    public void update(Door.State wanted) {
        unfilled = false;
        try {
            door.set(wanted);
            unfilled = wanted == Door.State.UNANSWERING && fillers == null;
            if (wanted != Door.State.UNANSWERING) {
                dropFillers();
            }
        } catch (IOException | FixtureException e) {
            track.log().add(track, EventKind.ERROR, e);
        }
    }

    private void dropFillers() {
        if (fillers != null) {
            fillers.close();
            fillers = null;
        }
    }

    /**
     * Fills the shortest queue that there is, if it has to be. It takes a moment, so not on the engine's thread, and it may be in vain
     * by then.
     */
    public synchronized void fill() {
        if (!unfilled) {
            return;
        }
        Fillers filling = new Fillers(track, MOST_FILLERS);
        try {
            filling.fill(address);
        } catch (FixtureException e) {
            if (settle(filling)) {
                throw e;
            }
            return;
        }
        settle(filling);
    }

    /** Does so soon, for nobody else will: the time of a fault is over. On the engine's thread. */
    public void fillSoon() {
        if (unfilled) {
            Workers.execute("entrance of " + track, () -> {
                try {
                    fill();
                } catch (FixtureException e) {
                    track.log().add(track, EventKind.ERROR, e);
                }
            });
        }
    }

    /** Keeps them, unless they were in vain; gives whether they were not. */
    private boolean settle(Fillers filled) {
        boolean[] wanted = new boolean[1];
        try {
            Engine.shared().call(new Task() {
                @Override
                protected void run() {
                    wanted[0] = unfilled;
                    if (unfilled) {
                        fillers = filled;
                        unfilled = false;
                    } else {
                        filled.close();
                    }
                }
            });
        } catch (IOException e) {
            throw new IllegalStateException("closing fillers throws nothing", e);
        }
        return wanted[0];
    }

    /** Closes it for good. */
    public void close() throws IOException {
        unfilled = false;
        door.close();
        dropFillers();
    }
}
