package io.github.loopline.link;

import io.github.loopline.fault.Direction;
import io.github.loopline.fault.pipe.AppliedDatagramFault;
import io.github.loopline.fault.pipe.DatagramFaults;
import io.github.loopline.fixture.Options;
import io.github.loopline.trace.Event;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The flows of a link: one for each client. On the engine's thread, but for what counts and copies. */
final class Flows {

    /** Flows that are open at once: the oldest beyond it is closed, or descriptors would run out. */
    private static final int MOST_OPEN = 1024;

    private final Track track;
    private final EventLog log;
    private final LinkSocket socket;
    private final DatagramFaults faults;
    private final Options options;
    private final Map<Ends, Flow> open = new LinkedHashMap<>();
    private final Map<Class<?>, Stranger> strangers = new LinkedHashMap<>();
    private final List<Flow> all = new ArrayList<>(); // guarded by the log

    Flows(Track track, LinkSocket socket, DatagramFaults faults, Options options) {
        this.track = track;
        this.log = track.log();
        this.socket = socket;
        this.faults = faults;
        this.options = options;
    }

    /** Gives the link's own socket, which clients send to. */
    LinkSocket socket() {
        return socket;
    }

    List<AppliedDatagramFault> faults() {
        return faults.active();
    }

    /** Whom a flow joins. */
    private record Ends(SocketAddress client, SocketAddress server) {}

    /** Gives the flow of a client to where the link leads; its first datagram makes it. Those to where it led before stay. */
    Flow of(SocketAddress client, SocketAddress server) throws IOException {
        Ends ends = new Ends(client, server);
        Flow known = open.get(ends);
        if (known != null) {
            return known;
        }
        if (open.size() >= MOST_OPEN) {
            Iterator<Flow> oldest = open.values().iterator();
            oldest.next().close("for a later one");
            oldest.remove();
        }
        LinkSocket out = socket.towards(server, client);
        Flow flow;
        synchronized (log) {
            int index = all.size();
            String name = "flow #" + index + " of " + track;
            Track[] sides = log.tracks(track, index, name, "server side of " + name, options.recordingLimit());
            flow = new Flow(this, index, client, server, out, sides);
            all.add(flow);
            log.add(sides[1], EventKind.OPENED, out.address());
        }
        open.put(ends, flow);
        out.read(flow);
        return flow;
    }

    /** Who sends what no client or server has sent, and its lane of the transcript. */
    record Stranger(LinkSocket socket, Track track) {}

    /** Gives the socket that datagrams of foreign senders come from. */
    Stranger stranger(SocketAddress receiver) throws IOException {
        Class<?> kind =
                receiver instanceof InetSocketAddress inet ? inet.getAddress().getClass() : receiver.getClass();
        Stranger known = strangers.get(kind);
        if (known == null) {
            LinkSocket out = socket.towards(receiver, receiver);
            known = new Stranger(out, log.track(null, -1, "stranger to " + track, options.recordingLimit()));
            log.add(known.track, EventKind.OPENED, out.address());
            strangers.put(kind, known);
        }
        return known;
    }

    void refresh() {
        List.copyOf(open.values()).forEach(Flow::refresh);
    }

    void close() {
        open.values().forEach(flow -> flow.close(null));
        open.clear();
        for (Stranger stranger : strangers.values()) {
            log.add(stranger.track, EventKind.CLOSED, null);
            close(stranger.socket);
        }
    }

    /** Closes a socket that is no flow's. */
    void close(LinkSocket other) {
        try {
            other.close();
        } catch (IOException e) {
            log.add(track, EventKind.NOTE, "closing failed: " + e.getMessage());
        }
    }

    int count() {
        synchronized (log) {
            return all.size();
        }
    }

    /** Sums up the counts of a direction. */
    Traffic traffic(Direction direction) {
        List<Flow> flows;
        synchronized (log) {
            flows = List.copyOf(all);
        }
        Traffic sum = Traffic.NONE;
        for (Flow flow : flows) {
            sum = sum.plus(flow.way(direction).traffic());
        }
        return sum;
    }

    /** Copies the datagrams that were delivered, in their order; without those beyond the limit of the recording. */
    List<byte[]> passed(Direction direction) {
        List<byte[]> passed = new ArrayList<>();
        synchronized (log) {
            List<Track> tracks = new ArrayList<>();
            Set<Event> foreign = new HashSet<>();
            for (Flow flow : all) {
                tracks.add(flow.way(direction).to());
                foreign.addAll(flow.way(direction).foreign());
            }
            for (Event event : log.transcript(0).events()) {
                boolean delivered =
                        event.kind() == EventKind.SENT && (tracks.contains(event.track()) || foreign.contains(event));
                long end = event.offset() + event.length();
                if (delivered && event.track().sent().keeps(end)) {
                    passed.add(event.track().sent().copy(event.offset(), end));
                }
            }
        }
        return passed;
    }
}
