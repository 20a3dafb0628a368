package io.github.loopline.check;

import io.github.loopline.check.WireRecord.Question;
import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.stream.Connection;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.Event;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Transcript;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the fixtures' own sides tell of the code under test after a run of the wire matrix, whatever its test says. Not for users. */
public final class WireHindsight {

    private static final int SHOWN = 40;

    private WireHindsight() {}

    /**
     * Look at what the fixtures got.
     *
     * @param applied the condition of the run
     * @param fixtures those that the matrix covers, in the order in which they were opened
     * @param plain what they did in the plain run
     * @param transcript what happened on them
     * @param passed whether the test ended as it does plainly
     * @return what is wrong with it, or null
     */
    public static @Nullable String wrong(
            WireCase applied, List<Object> fixtures, WireRecord plain, Transcript transcript, boolean passed) {
        int fixture = applied.place().get(0).intValue();
        if (fixture >= fixtures.size() || !(fixtures.get(fixture) instanceof StreamServer server)) {
            return null;
        }
        return switch (applied.wire()) {
            case TLS_IMPOSTOR, TLS_UNKNOWN_CA -> believed(server, transcript, passed);
            case STARTTLS_REFUSED -> disclosed(fixture, server, plain);
            case AT_MOST_ONCE -> repeated(applied, server, plain);
            default -> null;
        };
    }

    /**
     * Tell whether fixtures got nothing under reordering that they did not get plainly, though perhaps in another order.
     *
     * @param applied the condition of the run
     * @param fixtures those that the matrix covers
     * @param plain what they did in the plain run
     * @return true if something came, and each came before
     */
    public static boolean isOrder(WireCase applied, List<Object> fixtures, WireRecord plain) {
        Set<ByteBuffer> known = plain.peers().stream()
                .flatMap(peer -> peer.came().stream())
                .map(ByteBuffer::wrap)
                .collect(Collectors.toSet());
        List<ByteBuffer> came = fixtures.stream()
                .filter(DatagramPeer.class::isInstance)
                .flatMap(peer -> WireRecorder.came((DatagramPeer) peer).stream())
                .map(ByteBuffer::wrap)
                .toList();
        return applied.wire() == Wire.REORDER && !came.isEmpty() && known.containsAll(came);
    }

    /** Looks for what was said once hands were shaken: what is plain before STARTTLS is no secret. */
    private static @Nullable String believed(StreamServer server, Transcript transcript, boolean passed) {
        for (Connection connection : server.connections()) {
            boolean secured = false;
            for (Event event : transcript.events()) {
                if (event.track().toString().equals(connection.toString())) {
                    if (secured && event.kind() == EventKind.RECEIVED) {
                        return "the code under test sent it " + shown(WireRecorder.received(connection), event);
                    } else if (secured && passed && event.kind() == EventKind.SENT) {
                        return "the code under test took from it " + shown(WireRecorder.sent(connection), event);
                    }
                    secured |= event.kind() == EventKind.TLS;
                }
            }
        }
        return null;
    }

    /** Looks for what is said over TLS alone. */
    private static @Nullable String disclosed(int fixture, StreamServer server, WireRecord plain) {
        return plain.upgrade(fixture)
                .filter(upgrade -> server.connections().stream().anyMatch(each -> upgrade.isDisclosedTo(each)))
                .map(upgrade ->
                        "the code under test said in plain text what it says over TLS: " + shown(upgrade.question()))
                .orElse(null);
    }

    private static String shown(byte[] bytes, Event event) {
        int from = (int) Math.min(bytes.length, event.offset());
        return shown(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + event.length())));
    }

    private static @Nullable String repeated(WireCase applied, StreamServer server, WireRecord plain) {
        for (Question question : plain.questions()) {
            if (applied.place().equals(StreamPlaces.of(question))) {
                int times = WireRecorder.times(server, question.bytes());
                return times <= question.times()
                        ? null
                        : "the code under test asked again: " + shown(question.bytes()) + " came " + times + " times";
            }
        }
        return null;
    }

    private static String shown(byte[] bytes) {
        return Bytes.quote(Arrays.copyOf(bytes, Math.min(bytes.length, SHOWN)));
    }
}
