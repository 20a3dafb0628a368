package io.github.loopline.trace;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a capture file of events: an interface for each fixture, and on it the packets that its bytes and ends would be. A TCP
 * connection between two fixtures is told once, as its server saw it. What no packet shows is a comment on the packet before
 * it, or on the interface.
 */
final class Capture {

    /** Bytes of one packet: Wireshark reads none of more than 262,144, with what stands before them. */
    private static final int MOST_PDU = 256_000;

    private final Map<Track, Flow> flows = new LinkedHashMap<>();
    private final Map<Track, InetSocketAddress> opened = new LinkedHashMap<>();
    private final Map<Track, List<String>> lastComments = new LinkedHashMap<>();
    private final Map<List<Object>, Device> devices = new LinkedHashMap<>(); // by fixture and kind of packets
    private final List<Packet> packets = new ArrayList<>();
    private final Set<List<Object>> accepted = new HashSet<>(); // both ends of a connection, the client's first

    private Capture() {}

    /** Writes a capture file. The recordings must be there still. */
    static void write(List<Event> events, OutputStream out) throws IOException {
        Capture capture = new Capture();
        for (Event event : events) {
            capture.learn(event);
        }
        for (Event event : events) {
            capture.add(event);
        }
        capture.writeTo(new PcapNg(out));
    }

    /** An interface of the file: one fixture, and one kind of packets. */
    private record Device(int index, Track fixture, int linkType, List<String> comments) {}

    /** A packet with a part of an event's bytes, which are copied when it is written. */
    private record Packet(
            Event event, int from, int length, int device, boolean outgoing, Frame frame, List<String> comments) {}

    /** Puts headers before bytes, of which those at the end may be missing. */
    interface Frame {
        byte[] around(byte[] kept, int length);
    }

    private void learn(Event event) {
        SocketAddress local = event.track().local();
        if (event.detail() instanceof InetSocketAddress address) {
            if (event.kind() == EventKind.OPENED) {
                opened.put(event.track(), address);
            } else if (event.kind() == EventKind.ACCEPTED && local != null) {
                accepted.add(List.of(address, local));
            }
        }
    }

    private void add(Event event) {
        Track track = event.track();
        if (event.kind() == EventKind.ACCEPTED || event.kind() == EventKind.CONNECTED) {
            if (track.local() instanceof InetSocketAddress here && event.detail() instanceof InetSocketAddress there) {
                flows.put(track, new Flow(here, there));
            }
        }
        Flow flow = flows.get(track);
        boolean data = event.kind() == EventKind.SENT || event.kind() == EventKind.RECEIVED;
        if (flow != null && isTwice(event)) {
            flow.end();
        }
        if (flow != null && flow.isOver()) {
            return; // the server tells it
        }
        if (flow != null && flow.shows(event.kind())) {
            for (Flow.Segment part : flow.segments(event)) {
                add(event, part.from(), part.length(), PcapNg.RAW_IP, part.outgoing(), part);
            }
        } else if (data) {
            addMessage(event);
        } else {
            comments(track).add(EventText.of(event));
        }
    }

    private boolean isTwice(Event event) {
        SocketAddress local = event.track().local();
        Object remote = event.detail();
        return event.kind() == EventKind.CONNECTED
                && local != null
                && remote != null
                && accepted.contains(List.of(local, remote));
    }

    private void addMessage(Event event) {
        boolean outgoing = event.kind() == EventKind.SENT;
        InetSocketAddress here = here(event.track());
        if (event.detail() instanceof Dissector dissector) { // of IP packets
            add(event, 0, event.length(), PcapNg.RAW_IP, outgoing, (kept, length) -> dissector.packet(kept));
        } else if (here != null && event.detail() instanceof InetSocketAddress there) {
            InetSocketAddress from = outgoing ? here : there;
            InetSocketAddress to = outgoing ? there : here;
            add(
                    event,
                    0,
                    event.length(),
                    PcapNg.RAW_IP,
                    outgoing,
                    (kept, length) -> Headers.udp(from, to, kept, length));
        } else {
            for (int from = 0; from == 0 || from < event.length(); from += MOST_PDU) {
                int part = Math.min(MOST_PDU, event.length() - from);
                add(event, from, part, PcapNg.UPPER_PDU, outgoing, (kept, length) -> Headers.dissectedAs("data", kept));
            }
        }
    }

    /** Gives the address of a socket that a lane has, or its owner for it. */
    private @Nullable InetSocketAddress here(Track track) {
        InetSocketAddress own = opened.get(track);
        return own != null || track.parent() == null ? own : opened.get(track.parent());
    }

    private void add(Event event, int from, int length, int linkType, boolean outgoing, Frame frame) {
        Device device = device(event.track(), linkType);
        List<String> comments = new ArrayList<>();
        packets.add(new Packet(event, from, length, device.index(), outgoing, frame, comments));
        lastComments.put(event.track(), comments);
    }

    private Device device(Track track, int linkType) {
        Track fixture = track.parent() == null ? track : track.parent();
        return devices.computeIfAbsent(
                List.of(fixture, linkType), key -> new Device(devices.size(), fixture, linkType, new ArrayList<>()));
    }

    private List<String> comments(Track track) {
        List<String> comments = lastComments.get(track);
        return comments == null ? device(track, PcapNg.RAW_IP).comments() : comments;
    }

    private void writeTo(PcapNg file) throws IOException {
        for (Device device : devices.values()) {
            file.addInterface(device.linkType(), device.fixture().toString(), device.comments());
        }
        long epoch = System.currentTimeMillis() * 1_000_000 - System.nanoTime();
        for (Packet packet : packets) {
            byte[] kept = kept(packet);
            byte[] frame = packet.frame().around(kept, packet.length());
            long time = epoch + packet.event().nanos();
            int length = frame.length + packet.length() - kept.length;
            file.addPacket(packet.device(), time, packet.outgoing(), frame, length, packet.comments());
        }
    }

    private static byte[] kept(Packet packet) {
        Event event = packet.event();
        Track track = event.track();
        synchronized (track.log()) {
            Recording recording = event.kind() == EventKind.SENT ? track.sent() : track.received();
            long from = event.offset() + packet.from();
            long to = Math.max(from, Math.min(from + packet.length(), recording.kept()));
            return packet.length() == 0 ? new byte[0] : recording.copy(from, to);
        }
    }
}
