package io.github.loopline.check;

import io.github.loopline.check.WireRecord.Asked;
import io.github.loopline.check.WireRecord.Peer;
import io.github.loopline.check.WireRecord.Question;
import io.github.loopline.check.WireRecord.Sent;
import io.github.loopline.datagram.Datagram;
import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.net.FixtureException;
import io.github.loopline.stream.Connection;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.trace.Event;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Transcript;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Looks at what the fixtures of a test did. Not for users.
 *
 * @since 0.1
 */
public final class WireRecorder {

    private WireRecorder() {}

    /**
     * Record what fixtures did.
     *
     * @param fixtures in the order in which they were opened
     * @param transcript what happened on them
     * @return the record, never null
     */
    public static WireRecord of(List<Object> fixtures, Transcript transcript) {
        List<Sent> streams = new ArrayList<>();
        List<Peer> peers = new ArrayList<>();
        List<Asked> asked = new ArrayList<>();
        List<Question> questions = new ArrayList<>();
        List<Upgrade> upgrades = new ArrayList<>();
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
            if (fixture instanceof StreamServer server && !server.connections().isEmpty()) {
                asked.add(new Asked(i, false, server.speaksTls(), server.hasGivenTrust(), received));
                addQuestions(questions, i, server, transcript);
                Upgrade.of(i, server.connections().get(0), transcript).ifPresent(upgrades::add);
            } else if (fixture instanceof DatagramPeer here) {
                Peer peer = peer(i, data(fixture.toString(), transcript), came(here));
                peers.add(peer);
                if (peer.received() > 0 && !peer.begins() && here.socketAddress() instanceof InetSocketAddress) {
                    asked.add(new Asked(i, true, false, false, 0));
                }
            }
        }
        streams.removeIf(sent -> sent.size() == 0);
        return new WireRecord(
                List.copyOf(streams),
                List.copyOf(peers),
                most,
                List.copyOf(asked),
                List.copyOf(questions),
                List.copyOf(upgrades),
                dials(fixtures));
    }

    private static void addQuestions(List<Question> all, int fixture, StreamServer server, Transcript transcript) {
        for (Connection connection : server.connections()) {
            long received = 0;
            long from = 0;
            long to = 0;
            long at = -1;
            for (Event event : data(connection.toString(), transcript)) {
                if (event.kind() == EventKind.RECEIVED) {
                    received += event.length();
                } else if (received > to) {
                    from = to;
                    to = received;
                    at = event.offset();
                }
            }
            byte[] bytes = received(connection);
            if (at >= 0 && bytes.length >= to) {
                byte[] question = Arrays.copyOfRange(bytes, (int) from, (int) to);
                all.add(new Question(fixture, connection.index(), at, question, times(server, question)));
            }
        }
    }

    private static boolean dials(List<Object> fixtures) {
        return fixtures.stream()
                .filter(StreamClient.class::isInstance)
                .flatMap(client -> connections(client).stream())
                .map(Connection::remoteAddress)
                .anyMatch(address -> isStranger(address, fixtures));
    }

    /** Tells whether something listens on TCP that is none of the fixtures. */
    static boolean isStranger(SocketAddress address, List<Object> fixtures) {
        return address instanceof InetSocketAddress
                && fixtures.stream()
                        .noneMatch(each -> each instanceof StreamServer server
                                && server.socketAddress().equals(address));
    }

    /** Counts how often something came to a server. */
    static int times(StreamServer server, byte[] question) {
        return server.connections().stream()
                .mapToInt(connection -> times(received(connection), question))
                .sum();
    }

    /** Counts how often something is within something else. */
    static int times(byte[] bytes, byte[] part) {
        String all = new String(bytes, StandardCharsets.ISO_8859_1);
        String wanted = new String(part, StandardCharsets.ISO_8859_1);
        int times = 0;
        for (int at = all.indexOf(wanted); at >= 0; at = all.indexOf(wanted, at + wanted.length())) {
            times++;
        }
        return times;
    }

    /** Gives what came, or nothing of too long a stream. */
    static byte[] received(Connection connection) {
        try {
            return connection.received();
        } catch (FixtureException e) {
            return new byte[0];
        }
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
                sent(connection),
                serves ? "answer" : "request",
                serves && begins(data),
                unix);
    }

    /** Gives what went, or nothing of too long a stream. */
    static byte[] sent(Connection connection) {
        try {
            return connection.sent();
        } catch (FixtureException e) {
            return new byte[0]; // longer than the recording's limit
        }
    }

    /** Gives what came, or nothing of what is longer than the recording's limit. */
    static List<byte[]> came(DatagramPeer peer) {
        return asked(peer).stream().map(Datagram::data).toList();
    }

    /** Gives the datagrams that came, or nothing of what is longer than the recording's limit. */
    static List<Datagram> asked(DatagramPeer peer) {
        try {
            return peer.received();
        } catch (FixtureException e) {
            return List.of();
        }
    }

    private static Peer peer(int fixture, List<Event> data, List<byte[]> came) {
        int sent = (int)
                data.stream().filter(event -> event.kind() == EventKind.SENT).count();
        int longest = data.stream()
                .filter(event -> event.kind() == EventKind.SENT)
                .mapToInt(Event::length)
                .max()
                .orElse(0);
        return new Peer(fixture, data.size() - sent, sent, begins(data), longest, came, opening(data));
    }

    private static List<byte[]> opening(List<Event> data) {
        if (data.isEmpty()) {
            return List.of();
        }
        Event first = data.get(0);
        boolean hasOneFlow = data.stream().map(Event::detail).distinct().count() == 1;
        return Stream.concat(
                        Stream.of(first),
                        data.stream()
                                .filter(event -> hasOneFlow && event.kind() != first.kind())
                                .limit(1))
                .map(Event::bytes)
                .toList();
    }

    private static boolean begins(List<Event> data) {
        return !data.isEmpty() && data.get(0).kind() == EventKind.SENT;
    }
}
