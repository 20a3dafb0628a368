package io.github.loopline.testkit;

import io.github.loopline.Loopback;
import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.net.FixtureException;
import io.github.loopline.stream.StreamServer;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.Channel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * What the samples of one run have to tell: lines, and the fixtures they saw. A sample gets the trace of its run as a
 * parameter, see {@link Traced}.
 */
public final class Trace {

    private final List<String> lines = new ArrayList<>(); // guarded by this, as the two below
    private final Set<String> ended = new HashSet<>();
    private final Map<String, Object> fixtures = new LinkedHashMap<>();

    Trace() {}

    public synchronized void add(String line) {
        lines.add(line);
        notifyAll();
    }

    /** Notes that JUnit has said of a test or class that it finished. */
    synchronized void end(String name) {
        ended.add(name);
        notifyAll();
    }

    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /** Waits for a line that another sample adds, or for the end of another sample. */
    public void await(String lineOrSample) {
        await(lineOrSample, () -> lines.contains(lineOrSample) || ended.contains(lineOrSample));
    }

    /** Waits until a line has been added so many times. */
    public void await(String line, int times) {
        await(times + " times " + line, () -> Collections.frequency(lines, line) >= times);
    }

    /** Waits until so many fixtures have been seen. */
    public void awaitFixtures(int count) {
        await(count + " fixtures", () -> fixtures.size() >= count);
    }

    private synchronized void await(String awaited, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                throw new IllegalStateException("waited 20 s for: " + awaited);
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for: " + awaited, e);
            }
        }
    }

    /** Checks that a fixture is usable, and watches it from now on. */
    public <F> F see(String name, F fixture) {
        watch(name, fixture);
        use(name, fixture);
        return fixture;
    }

    /** Watches a fixture without touching it. A name stands for one fixture, or this throws. */
    public synchronized void watch(String name, Object fixture) {
        Object before = fixtures.putIfAbsent(name, fixture);
        if (before != null && before != fixture) {
            throw new IllegalStateException(name + " is " + fixture + " but was " + before);
        }
        notifyAll();
    }

    private static void use(String name, Object fixture) {
        if (!isOpen(fixture)) {
            throw new IllegalStateException(name + " is closed: " + fixture);
        }
        if (fixture instanceof StreamServer server) {
            try (SocketChannel client = SocketChannel.open(server.socketAddress())) {
                client.shutdownOutput();
            } catch (IOException e) {
                throw new IllegalStateException(name + " cannot be connected to: " + fixture, e);
            }
        }
    }

    public Object fixture(String name) {
        return Objects.requireNonNull(fixtures().get(name), name);
    }

    public synchronized Map<String, Object> fixtures() {
        return new LinkedHashMap<>(fixtures);
    }

    /** Names the fixtures that are open now. */
    Set<String> open() {
        Set<String> open = new TreeSet<>();
        fixtures().forEach((name, fixture) -> {
            if (isOpen(fixture)) {
                open.add(name);
            }
        });
        return open;
    }

    /** Tells whether a fixture is open, by its own word: its port may be another one's a moment after the close. */
    public static boolean isOpen(Object fixture) {
        if (fixture instanceof StreamServer server) {
            return server.isListening();
        }
        if (fixture instanceof ServerSocket socket) {
            return !socket.isClosed();
        }
        if (fixture instanceof Socket socket) {
            return !socket.isClosed();
        }
        if (fixture instanceof DatagramSocket socket) {
            return !socket.isClosed();
        }
        if (fixture instanceof Channel channel) {
            return channel.isOpen();
        }
        try {
            if (fixture instanceof DatagramPeer peer) {
                peer.sendTo(peer.address(), "");
            } else {
                ((Loopback) fixture).open(scope -> ""); // which opens no socket
            }
            return true;
        } catch (FixtureException e) {
            return false;
        }
    }
}
