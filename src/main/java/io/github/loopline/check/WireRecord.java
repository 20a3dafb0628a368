package io.github.loopline.check;

import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
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
     * @param opening what was in the first, and, if all were from or to one address, in the first that went the other way
     */
    public record Peer(
            int fixture, int received, int sent, boolean begins, int longest, List<byte[]> came, List<byte[]> opening) {

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
     * Tell whether a test may find something else than plainly: where bytes are wrong, where nobody is there who would have got
     * something and said nothing, so that what it got is all that a test can look at, and where a client says half of a request and still
     * reads: a server may answer that with an error.
     *
     * @param applied the condition of a run
     * @return true if a comparison may fail
     */
    public boolean mayDiffer(WireCase applied) {
        int fixture = applied.place().get(0).intValue();
        return switch (applied.wire()) {
            case CORRUPT -> true;
            case REFUSED -> !sends(fixture);
            case QUIET_END, SILENCE_EVERYWHERE ->
                streams.stream().anyMatch(sent -> sent.fixture() == fixture && !sent.answers());
            default -> false;
        };
    }

    /**
     * Tell whether code under test may get no datagram at all, and have nothing to say about that.
     *
     * @param applied the condition of a run
     * @return true if an {@code await()} of the test may end without success
     */
    public boolean mayWaitInVain(WireCase applied) {
        return switch (applied.wire()) {
            case LOSE_ALL, LOSE_FIRST -> true;
            case REFUSED ->
                peers.stream()
                        .anyMatch(
                                peer -> peer.fixture() == applied.place().get(0).intValue());
            default -> false;
        };
    }

    private boolean sends(int fixture) {
        return streams.stream().anyMatch(sent -> sent.fixture() == fixture)
                || peers.stream().anyMatch(peer -> peer.fixture() == fixture && peer.sent() > 0);
    }

    /** Gives the first question to a datagram peer that was asked by one client alone, and its answer; or nothing. */
    List<byte[]> beginningOf(int fixture) {
        return peers.stream()
                .filter(peer -> peer.fixture() == fixture
                        && peer.answers()
                        && peer.opening().size() > 1)
                .map(Peer::opening)
                .findFirst()
                .orElse(List.of());
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
}
