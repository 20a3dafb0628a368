package io.github.loopline.fault.pipe;

import io.github.loopline.fault.Direction;
import io.github.loopline.fault.StreamEffect.Kind;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.util.List;

/** The two pipes of a connection that faults act on. Everything runs on the engine's thread. */
public abstract class Duplex {

    private final int index;
    private final Pipe toServer;
    private final Pipe toClient;
    private final List<Pipe> pipes;
    private List<AppliedStreamFault> acting = List.of();

    /** Lays the pipes, which call it only when something comes. */
    @SuppressWarnings("this-escape")
    protected Duplex(int index, PipeEnd client, PipeEnd server) {
        this.index = index;
        toServer = new Pipe(this, Direction.TO_SERVER, client, server);
        toClient = new Pipe(this, Direction.TO_CLIENT, server, client);
        pipes = List.of(toServer, toClient);
    }

    /** Gives the ordinal of the connection. */
    public final int index() {
        return index;
    }

    /** Gives one direction. */
    public final Pipe pipe(Direction direction) {
        return direction == Direction.TO_SERVER ? toServer : toClient;
    }

    /** Looks anew which faults act on it, and lets those strike that strike at once. */
    public final void refresh(List<AppliedStreamFault> faults) {
        acting = List.copyOf(faults);
        for (Pipe pipe : pipes) {
            pipe.unhook(acting);
            recondition(pipe);
        }
        for (AppliedStreamFault applied : acting) {
            for (Pipe pipe : pipes) {
                if (!applied.effect().isOfListener() && !isOver() && applied.selects(index, pipe.direction())) {
                    pipe.hook(applied);
                }
            }
        }
        for (Pipe pipe : pipes) {
            pipe.pump();
        }
        updateInterest();
    }

    /** Looks anew which faults act on what passes a pipe. */
    final void recondition(Pipe pipe) {
        Conditions conditions = Conditions.NONE;
        for (AppliedStreamFault applied : acting) {
            if (applied.effect().isLasting() && applied.selects(index, pipe.direction()) && pipe.hasBegun(applied)) {
                conditions = conditions.isClear() ? new Conditions() : conditions;
                conditions.add(applied);
            }
        }
        pipe.set(conditions);
    }

    /** Does what a fault does once: ends a connection, or inserts something. Its moment has come in one direction. */
    final void strike(AppliedStreamFault applied, Pipe pipe) {
        Kind kind = applied.effect().kind();
        applied.strike(track(), index, applied.fault().toString());
        if (kind == Kind.GARBAGE) {
            pipe.insert(applied);
        } else if (kind == Kind.CUT) {
            pipe.cut();
        } else if (kind == Kind.DRIP) {
            pipe.drip(applied.effect().amount());
        } else if (!endsNow(kind)) {
            pipe.truncate(kind == Kind.RESET ? Segment.Kind.RST : Segment.Kind.FIN);
            if (kind == Kind.CLOSE) {
                pipe(pipe.direction().opposite()).truncate(Segment.Kind.FIN);
            }
        }
    }

    /** Ends it by FIN both ways, behind what is under way. */
    public final void end() {
        for (Pipe pipe : pipes) {
            pipe.truncate(Segment.Kind.FIN);
        }
        updateInterest();
    }

    /** Drops what is under way and what comes later; gives how much was under way. */
    public final long discard() {
        return toServer.discard() + toClient.discard();
    }

    /** Tells whether each side has ended and got the end of the other. */
    public final boolean isDone() {
        return toServer.isDone() && toClient.isDone();
    }

    /** Tells whether it does nothing but pass on what comes. */
    public final boolean isIdle() {
        return toServer.isIdle() && toClient.isIdle();
    }

    /** Gives the lane of the connection, where strikes that end it are told. */
    public abstract Track track();

    /** Tells whether it has ended. */
    public abstract boolean isOver();

    /** Ends it without the pipes if nothing can be under way; false to leave that to them. */
    protected abstract boolean endsNow(Kind kind);

    /** Resets both sides now. */
    public abstract void reset();

    /** Delivers an RST that has come to the end of a pipe. */
    protected abstract void resetPassed(Pipe pipe);

    /** Lets the connection go if it is done. */
    protected abstract void finishIfDone();

    /** Nobody is there any more to get what a pipe delivers. */
    protected abstract void writeFailed(Pipe pipe, IOException e);

    /** Looks anew what is to be watched for. */
    protected abstract void updateInterest();
}
