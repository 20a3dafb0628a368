package io.github.loopline.check;

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
import java.util.Optional;

/**
 * What the fixtures of a test sent and received in its plain run. Not for users.
 *
 * @param streams what each connection of a stream fixture sent, if anything
 * @param peers what each datagram peer did
 * @param mostReceived bytes that a stream fixture got, all connections together
 * @param asked the servers and datagram peers that the code under test came to, by their ordinals
 * @param questions the last ones that servers were asked
 * @param upgrades where servers began to speak TLS, on their first connections
 * @param dials whether a client connected over TCP to something else than these fixtures
 * @since 0.1
 */
public record WireRecord(
        List<Sent> streams,
        List<Peer> peers,
        long mostReceived,
        List<Asked> asked,
        List<Question> questions,
        List<Upgrade> upgrades,
        boolean dials) {

    /**
     * What came before the last answer on a connection.
     *
     * @param fixture the ordinal of its server
     * @param connection its ordinal there
     * @param at how many bytes the server had sent before
     * @param bytes what came, since the answer before
     * @param times how often that came to the server, on all connections
     */
    public record Question(int fixture, int connection, long at, byte[] bytes, int times) {}

    /**
     * A server or datagram peer that the code under test came to.
     *
     * @param fixture its ordinal
     * @param datagrams whether it is a peer
     * @param tls whether it is a server that speaks TLS
     * @param trusted whether the test has asked the server what is needed to believe it
     * @param received how many bytes came to a server
     */
    public record Asked(int fixture, boolean datagrams, boolean tls, boolean trusted, long received) {}

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

        /** Tells whether it is a server. */
        boolean answers() {
            return noun.equals("answer");
        }

        /** Names one of its turns: the greeting, or an answer or a request, counted from 1. */
        String name(int turn) {
            return greets && turn == 0 ? "the greeting" : noun + " " + (greets ? turn : turn + 1);
        }
    }

    /** Tells whether a fixture is a server that speaks TLS. */
    boolean isTls(int fixture) {
        return asked.stream().anyMatch(each -> each.fixture() == fixture && each.tls());
    }

    /**
     * What a datagram peer did.
     *
     * @param fixture its ordinal
     * @param received how many datagrams came
     * @param sent how many it sent
     * @param begins whether it was the first to send
     * @param longest the size of the longest that it sent
     * @param came what was in those that came, or nothing if they are not all known
     */
    public record Peer(int fixture, int received, int sent, boolean begins, int longest, List<byte[]> came) {

        /** Tells whether the code under test asks it. */
        boolean answers() {
            return !begins && sent > 0;
        }
    }

    /** Finds where a server began to speak TLS. */
    Optional<Upgrade> upgrade(int fixture) {
        return upgrades.stream().filter(each -> each.fixture() == fixture).findFirst();
    }

    /**
     * Tell whether a datagram peer is asked by the code under test.
     *
     * @return true if one is
     */
    public boolean hasPeersThatAnswer() {
        return peers.stream().anyMatch(Peer::answers);
    }

    /**
     * Tell whether a test may find something else than plainly: where bytes are wrong, and where nobody is there who would have got
     * something and said nothing, so that what it got is all that a test can look at.
     *
     * @param applied the condition of a run
     * @return true if a comparison may fail
     */
    public boolean mayDiffer(WireCase applied) {
        return applied.wire() == Wire.CORRUPT
                || applied.wire() == Wire.REFUSED
                        && !sends(applied.place().get(0).intValue());
    }

    private boolean sends(int fixture) {
        return streams.stream().anyMatch(sent -> sent.fixture() == fixture)
                || peers.stream().anyMatch(peer -> peer.fixture() == fixture && peer.sent() > 0);
    }

    /** Gives what a datagram peer that began got, if it began and got something. */
    Optional<List<byte[]>> answersTo(int fixture) {
        return peers.stream()
                .filter(peer -> peer.fixture() == fixture
                        && peer.begins()
                        && !peer.came().isEmpty())
                .map(Peer::came)
                .findFirst();
    }

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
        try {
            return peer.received().stream().map(Datagram::data).toList();
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
        return new Peer(fixture, data.size() - sent, sent, begins(data), longest, came);
    }

    private static boolean begins(List<Event> data) {
        return !data.isEmpty() && data.get(0).kind() == EventKind.SENT;
    }
}
