package io.github.loopline.trace;

import java.util.List;

/**
 * What fixtures have counted so far. Exact, also where a limit keeps no more bytes or events.
 *
 * @param connections accepted and made; one between two fixtures counts at both, one through a link on both sides
 * @param receivedBytes that came in, over streams and as messages
 * @param sentBytes that the kernel took
 * @param receivedMessages datagrams, messages and packets that came in; streams have none
 * @param sentMessages datagrams, messages and packets that the kernel took
 * @param faults strikes of faults that the transcript tells one by one, 1000 of each fault at most
 * @param errors exceptions on threads of fixtures
 * @since 0.1
 */
public record Meters(
        long connections,
        long receivedBytes,
        long sentBytes,
        long receivedMessages,
        long sentMessages,
        long faults,
        long errors) {

    static final Meters NONE = new Meters(0, 0, 0, 0, 0, 0, 0);

    Meters plus(Meters other) {
        return new Meters(
                connections + other.connections,
                receivedBytes + other.receivedBytes,
                sentBytes + other.sentBytes,
                receivedMessages + other.receivedMessages,
                sentMessages + other.sentMessages,
                faults + other.faults,
                errors + other.errors);
    }

    static Meters sum(List<Track> tracks) {
        Meters sum = NONE;
        for (Track track : tracks) {
            sum = sum.plus(track.meters());
        }
        return sum;
    }
}
