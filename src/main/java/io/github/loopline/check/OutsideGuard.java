package io.github.loopline.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Watches whether this process connects to anything but loopback, while it is open: by the JVM's selector of proxies, which sockets and
 * HTTP clients of the JDK ask before they connect, and by the kernel's tables, on Linux, which a thread reads again and again. It keeps
 * nothing from being sent. What is found while several are open is told to the one that was opened last. Thread-safe.
 *
 * @since 0.1
 */
public final class OutsideGuard implements AutoCloseable {

    private final List<Outside> seen = new ArrayList<>(); // guarded by this
    private final Map<String, Asked> asked = new LinkedHashMap<>(); // guarded by this

    private OutsideGuard() {}

    /**
     * Begin to watch.
     *
     * @return the guard, to be closed; never null
     */
    public static OutsideGuard open() {
        OutsideGuard guard = new OutsideGuard();
        OutsideWatch.enter(guard);
        return guard;
    }

    synchronized void seen(List<Outside> sockets) {
        seen.addAll(sockets);
    }

    /** Takes a question for proxies; of several with the same target one that is certain counts, else the first. */
    synchronized void asked(Asked question) {
        asked.merge(
                question.host() + ":" + question.port(),
                question,
                (old, other) -> old.isCertain() || !other.isCertain() ? old : other);
    }

    /** Tells whether the kernel has shown anything by now. */
    synchronized boolean hasSeen() {
        return !seen.isEmpty();
    }

    /** Look for the last time, and stop watching. Idempotent. */
    @Override
    public void close() {
        OutsideWatch.leave(this);
    }

    /**
     * Verify that nothing was found so far. Names that the JDK was about to connect to are looked up, for 2 s at most.
     *
     * @throws AssertionError that says what was connected to, and where in the code, if that is known
     */
    public void verify() {
        OutsideWatch.look();
        List<Asked> questions;
        List<Outside> sockets;
        synchronized (this) {
            questions = List.copyOf(asked.values());
            sockets = List.copyOf(seen);
        }
        Collection<Outside> found = found(questions, OutsideWatch.lookUp(questions), sockets);
        if (!found.isEmpty()) {
            throw new AssertionError("The code under test must connect to loopback only but connected to:\n  "
                    + found.stream().map(Outside::toString).collect(Collectors.joining("\n  ")));
        }
    }

    /** Who only asked may not have connected: it is told if the kernel has the socket. */
    private static Collection<Outside> found(
            List<Asked> questions, Map<Asked, Outside> answers, List<Outside> sockets) {
        Map<String, Outside> found = new LinkedHashMap<>();
        for (Asked question : questions) {
            Outside peer = answers.get(question);
            if (peer != null && question.isCertain()) {
                found.merge(peer.name(), peer, Outside::with);
            }
        }
        sockets.forEach(socket -> found.merge(socket.name(), socket, Outside::with));
        answers.values().forEach(peer -> found.computeIfPresent(peer.name(), (name, known) -> known.with(peer)));
        return found.values();
    }
}
