package io.github.loopline.stream;

import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Clients that only fill the queue of a server that does not accept. Its server guards it. */
final class Fillers {

    /** Where filling is given up; descriptors are worth more. */
    private static final int MOST = 10_000;

    private final Track server;
    private final List<SocketChannel> channels = new ArrayList<>();

    Fillers(Track server) {
        this.server = server;
    }

    /** Connects until the kernel takes no more, and counts how many it took. */
    int fill(SocketAddress address) {
        try {
            while (channels.size() < MOST) {
                SocketChannel filler = HeldPort.fill(address);
                if (filler == null) {
                    int count = channels.size();
                    server.log().add(server, EventKind.NOTE, "the queue is full with " + count + " connections");
                    return count;
                }
                channels.add(filler);
            }
        } catch (IOException e) {
            throw new FixtureException("Cannot fill the queue of " + server + ": " + e.getMessage() + ".", e);
        }
        throw new FixtureException("The queue of " + server + " took " + MOST
                + " connections and is not full. Declare a smaller backlog.");
    }

    /** Gives what the server sees of them, by which it can tell them from real clients. */
    List<SocketAddress> addresses() {
        List<SocketAddress> addresses = new ArrayList<>();
        for (SocketChannel channel : channels) {
            try {
                addresses.add(channel.getLocalAddress());
            } catch (IOException e) {
                throw new IllegalStateException("a connected channel has an address", e);
            }
        }
        return addresses;
    }

    void close() {
        for (SocketChannel channel : channels) {
            try {
                channel.close();
            } catch (IOException e) {
                server.log().add(server, EventKind.NOTE, "closing failed: " + e.getMessage());
            }
        }
        channels.clear();
    }
}
