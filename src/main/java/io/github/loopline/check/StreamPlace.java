package io.github.loopline.check;

import io.github.loopline.check.WireRecord.Sent;
import io.github.loopline.trace.Bytes;
import java.util.Arrays;
import java.util.List;

/**
 * A place in what one connection sent in the plain run, and how a failure tells it.
 *
 * @param sent by the connection
 * @param at how many bytes are before it
 */
record StreamPlace(Sent sent, long at) {

    /** Bytes that are shown on either side. */
    private static final int SHOWN = 12;

    /** Gives what a case has to act here. */
    List<Long> numbers() {
        return List.of((long) sent.fixture(), (long) sent.connection(), at);
    }

    /** Says what a condition does here, with no more than it takes to tell the stream from the others. */
    String words(Wire wire, List<Sent> all) {
        int turn = turnBefore();
        long count = at - sent.turns().get(turn);
        return switch (wire) {
            case CLOSE_IDLE -> "FIN behind " + where(turn, all) + ", while nobody asks";
            case HALF_CLOSE -> "FIN behind " + where(turn, all) + ", which is to be answered all the same";
            case LATE_ANSWER ->
                (count == 0 ? "" : "what is behind byte " + count + " of ") + where(turn, all)
                        + " late, when the next question has come";
            case CORRUPT -> {
                int behind = turnBehind();
                yield "byte " + (at - sent.turns().get(behind) + 1) + " inverted of " + where(behind, all);
            }
            default -> {
                String instead = wire == Wire.QUIET ? " before " : " instead of ";
                yield WireCase.verb(wire) + (count == 0 ? instead : " after byte " + count + " of ") + where(turn, all);
            }
        };
    }

    /** Finds the turn of the byte before the place. */
    private int turnBefore() {
        int turn = 0;
        while (turn + 1 < sent.turns().size() && sent.turns().get(turn + 1) < at) {
            turn++;
        }
        return turn;
    }

    /** Finds the turn of the byte behind the place. */
    private int turnBehind() {
        int turn = turnBefore();
        return turn + 1 < sent.turns().size() && sent.turns().get(turn + 1) == at ? turn + 1 : turn;
    }

    private String where(int turn, List<Sent> all) {
        boolean several = all.stream()
                .anyMatch(other -> other.fixture() == sent.fixture() && other.connection() != sent.connection());
        boolean others = all.stream().anyMatch(other -> other.fixture() != sent.fixture());
        return sent.name(turn)
                + (several ? " on connection #" + sent.connection() : "")
                + (others ? " of fixture " + (sent.fixture() + 1) : "");
    }

    /** Shows what is before the place and behind it, if it is known. */
    String bytes() {
        byte[] bytes = sent.bytes();
        if (bytes.length < at) {
            return "";
        }
        int here = (int) at;
        byte[] before = Arrays.copyOfRange(bytes, Math.max(0, here - SHOWN), here);
        byte[] behind = Arrays.copyOfRange(bytes, here, Math.min(bytes.length, here + SHOWN));
        String dots = here > SHOWN ? "... " : "";
        String more = bytes.length > here + SHOWN ? " ..." : "";
        return "\n  there: " + dots + Bytes.quote(before) + " | " + Bytes.quote(behind) + more + "\n  in hex: " + dots
                + Bytes.hex(before) + " | " + Bytes.hex(behind) + more;
    }
}
