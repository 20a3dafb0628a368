package io.github.loopline.check;

import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.net.FixtureException;
import io.github.loopline.stream.Connection;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.trace.Event;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Transcript;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * What the fixtures of a test sent and received in its plain run. Not for users.
 *
 * @param streams what each connection of a stream fixture sent, if anything
 * @param peers what each datagram peer did
 * @param mostReceived bytes that a stream fixture got, all connections together
 * @since 0.1
 */
public record WireRecord(List<Sent> streams, List<Peer> peers, long mostReceived) {

    /**
     * What one connection sent.
     *
     * @param fixture the ordinal of its fixture
     * @param connection its ordinal there
     * @param size how many bytes
     * @param turns where each answer begins: what it sends behind something that it received
     * @param bytes what is known of them: all, or none of too long a stream
     * @param noun what it sends: answers of a server, requests of a client
     * @param greets whether it is a server that spoke before it had received anything
     * @param unix whether it is a Unix socket
     */
    public record Sent(
            int fixture,
            int connection,
            long size,
            List<Long> turns,
            byte[] bytes,
            String noun,
            boolean greets,
            boolean unix) {

        /** Names one of its turns: the greeting, or an answer or a request, counted from 1. */
        String name(int turn) {
            return greets && turn == 0 ? "the greeting" : noun + " " + (greets ? turn : turn + 1);
        }
    }

    /**
     * What a datagram peer did.
     *
     * @param fixture its ordinal
     * @param received how many datagrams came
     * @param sent how many it sent
     * @param begins whether it was the first to send
     * @param longest the size of the longest that it sent
     */
    public record Peer(int fixture, int received, int sent, boolean begins, int longest) {}

    /**
     * Tell whether the matrix can act on what was opened.
     *
     * @param fixture anything
     * @return true for the library's stream fixtures and datagram peers
     */
    public static boolean covers(Object fixture) {
        return fixture instanceof StreamServer || fixture instanceof StreamClient || fixture instanceof DatagramPeer;
    }

    /**
     * Look at what fixtures did.
     *
     * @param fixtures in the order in which they were opened
     * @param transcript what happened on them
     * @return the record, never null
     */
    public static WireRecord of(List<Object> fixtures, Transcript transcript) {
        List<Sent> streams = new ArrayList<>();
        List<Peer> peers = new ArrayList<>();
        long most = 0;
        for (int i = 0; i < fixtures.size(); i++) {
            Object fixture = fixtures.get(i);
            long received = 0;
            for (Connection connection : connections(fixture)) {
                List<Event> data = data(connection.toString(), transcript);
                received += total(data, EventKind.RECEIVED);
                streams.add(sent(i, connection, data, fixture instanceof StreamServer));
            }
            most = Math.max(most, received);
            if (fixture instanceof DatagramPeer) {
                peers.add(peer(i, data(fixture.toString(), transcript)));
            }
        }
        streams.removeIf(sent -> sent.size() == 0);
        return new WireRecord(List.copyOf(streams), List.copyOf(peers), most);
    }

    private static List<Connection> connections(Object fixture) {
        if (fixture instanceof StreamServer server) {
            return server.connections();
        }
        return fixture instanceof StreamClient client ? client.connections() : List.of();
    }

    /** Lists the bytes that came and went on a lane, in their order. */
    private static List<Event> data(String lane, Transcript transcript) {
        return transcript.events().stream()
                .filter(event -> event.kind() == EventKind.SENT || event.kind() == EventKind.RECEIVED)
                .filter(event -> event.track().toString().equals(lane))
                .toList();
    }

    private static long total(List<Event> data, EventKind kind) {
        return data.stream()
                .filter(event -> event.kind() == kind)
                .mapToLong(Event::length)
                .sum();
    }

    private static Sent sent(int fixture, Connection connection, List<Event> data, boolean serves) {
        List<Long> turns = new ArrayList<>();
        boolean mine = false;
        for (Event event : data) {
            boolean sends = event.kind() == EventKind.SENT;
            if (sends && !mine) {
                turns.add(event.offset());
            }
            mine = sends;
        }
        boolean unix = connection.localAddress() instanceof UnixDomainSocketAddress;
        return new Sent(
                fixture,
                connection.index(),
                total(data, EventKind.SENT),
                turns,
                bytes(connection),
                serves ? "answer" : "request",
                serves && begins(data),
                unix);
    }

    private static byte[] bytes(Connection connection) {
        try {
            return connection.sent();
        } catch (FixtureException e) {
            return new byte[0]; // longer than the recording's limit
        }
    }

    private static Peer peer(int fixture, List<Event> data) {
        int sent = (int)
                data.stream().filter(event -> event.kind() == EventKind.SENT).count();
        int longest = data.stream()
                .filter(event -> event.kind() == EventKind.SENT)
                .mapToInt(Event::length)
                .max()
                .orElse(0);
        return new Peer(fixture, data.size() - sent, sent, begins(data), longest);
    }

    private static boolean begins(List<Event> data) {
        return !data.isEmpty() && data.get(0).kind() == EventKind.SENT;
    }
}
