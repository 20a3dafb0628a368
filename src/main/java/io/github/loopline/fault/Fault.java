package io.github.loopline.fault;

import java.time.Duration;

/**
 * What goes wrong, when and to whom. What is numbered depends on the fault: connections, or the datagrams of each flow and
 * direction. Immutable; each method gives a copy.
 *
 * @param <F> the kind of fault
 * @since 0.1
 */
public abstract sealed class Fault<F extends Fault<F>> permits StreamFault, DatagramFault {

    private final Selection selection;

    Fault(Selection selection) {
        this.selection = selection;
    }

    /** Gives a copy that strikes others. */
    abstract F with(Selection selected);

    /** Refuses to select if the fault is about everybody. */
    abstract void checkSelecting(String verb);

    final F selecting(String verb, Selection selected) {
        checkSelecting(verb);
        return with(selected);
    }

    /**
     * Strike only what clients send.
     *
     * @return a copy with it, never null
     */
    public final F toServer() {
        return selecting("toServer", selection.direction(Direction.TO_SERVER));
    }

    /**
     * Strike only what servers send.
     *
     * @return a copy with it, never null
     */
    public final F toClient() {
        return selecting("toClient", selection.direction(Direction.TO_CLIENT));
    }

    /**
     * Strike the next ones that come, and none that is there.
     *
     * @param count how many, 1 or more
     * @return a copy with it, never null
     */
    public final F onNext(int count) {
        return selecting("onNext", selection.next(count));
    }

    /**
     * Strike every so many-th.
     *
     * @param count 1 or more; 3 for the third, the sixth ...
     * @return a copy with it, never null
     */
    public final F onEvery(int count) {
        return selecting("onEvery", selection.every(count));
    }

    /**
     * Be lifted by itself after a time.
     *
     * @param time more than zero and at most an hour
     * @return a copy with it, never null
     */
    public final F lasting(Duration time) {
        return with(selection.lasting(time));
    }

    /**
     * Give whom it strikes and how long it lasts.
     *
     * @return the selection, never null
     */
    public final Selection selection() {
        return selection;
    }

    /**
     * Tell whether it draws.
     *
     * @return true if chance has a part in it
     */
    public abstract boolean isRandom();
}
