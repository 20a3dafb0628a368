package io.github.loopline.script;

import io.github.loopline.internal.SocketTable;
import io.github.loopline.internal.posix.SocketLookup;
import io.github.loopline.trace.EventKind;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** Waits until the peer has read everything. */
final class Cut implements Act {

    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long BLIND_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** Sockets that come and go while the table is read can hide another one: it is read again then. */
    private static final int MOST_MISSES = 10;

    private int misses; // in a row
    private boolean looking;
    private boolean read;
    private long next; // when to look again
    private boolean blind; // nothing tells, so time has to do

    @Override
    public boolean go(Play play) {
        boolean underWay = play.stage().isUnderWay();
        if (read || underWay && play.stage().isHeldBack() || blind && next - System.nanoTime() <= 0) {
            return true;
        }
        if (looking || blind || next != 0 && next - System.nanoTime() > 0) {
            return false;
        }
        if (underWay) {
            wait(play, SHORTEST_NANOS);
            return false;
        }
        if (play.stage().localAddress() instanceof InetSocketAddress local
                && play.stage().remoteAddress() instanceof InetSocketAddress remote) {
            looking = true;
            play.errands().compute(() -> look(local, remote), found -> found(play, found));
        } else {
            goBlind(play, "a Unix socket does not tell what is read");
        }
        return false;
    }

    /** What a look has found, and how long it took. */
    private record Found(long unread, long nanos) {}

    private static Found look(InetSocketAddress local, InetSocketAddress remote) {
        long start = System.nanoTime();
        long unread = SocketLookup.inFlight(local, remote);
        return new Found(unread, System.nanoTime() - start);
    }

    private void found(Play play, Found found) {
        looking = false;
        misses = found.unread() == SocketTable.UNKNOWN ? misses + 1 : 0;
        if (misses == MOST_MISSES) {
            goBlind(
                    play,
                    SocketLookup.isCrowded()
                            ? "the machine has too many sockets to look through without JNA"
                            : "this machine does not tell what is read");
        } else if (found.unread() == 0) {
            read = true;
        } else {
            wait(play, Math.max(SHORTEST_NANOS, found.nanos()));
        }
    }

    private void goBlind(Play play, String why) {
        blind = true;
        play.track().log().add(play.track(), EventKind.NOTE, "cut is a pause of 50 ms: " + why);
        wait(play, BLIND_NANOS);
    }

    private void wait(Play play, long nanos) {
        next = System.nanoTime() + nanos;
        play.errands().advanceAfter(nanos);
    }

    @Override
    public Waits waits() {
        return Waits.TIME;
    }

    @Override
    public boolean isBounded() {
        return true;
    }

    @Override
    public String missing(Play play) {
        return "  to have read what was sent before the cut\n  but it has not, "
                + play.intake().state();
    }
}
