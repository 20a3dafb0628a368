package io.github.loopline.stream;

import io.github.loopline.trace.EventKind;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The connections of a server that are open, and how many of them are half open. Engine thread only. */
final class OpenConnections {

    /** Connections that stay half open after the peer's FIN: the oldest beyond it is closed, or descriptors would run out. */
    private static final int MOST_HALF_OPEN = 1024;

    private final Set<StreamIo> open = new LinkedHashSet<>();
    private final Set<StreamIo> halfOpen = new LinkedHashSet<>(); // those that nobody serves and whose peer has ended
    private final Ends served = new Ends(true);
    private final Ends unserved = new Ends(false);

    /** Gives who hears of the end of a connection, which code of the test serves or not. */
    StreamIo.EndListener listener(boolean isServed) {
        return isServed ? served : unserved;
    }

    void add(StreamIo io) {
        open.add(io);
    }

    void close() {
        for (StreamIo io : List.copyOf(open)) {
            io.close(EventKind.CLOSED);
        }
    }

    private final class Ends implements StreamIo.EndListener {

        private final boolean isServed;

        Ends(boolean isServed) {
            this.isServed = isServed;
        }

        @Override
        public void halfOpened(StreamIo io) {
            if (!isServed) {
                halfOpen.add(io);
                if (halfOpen.size() > MOST_HALF_OPEN) {
                    StreamIo oldest = halfOpen.iterator().next();
                    oldest.close(EventKind.CLOSED, "since " + MOST_HALF_OPEN + " later ones are half open");
                }
            }
        }

        @Override
        public void ended(StreamIo io) {
            open.remove(io);
            halfOpen.remove(io);
        }
    }
}
