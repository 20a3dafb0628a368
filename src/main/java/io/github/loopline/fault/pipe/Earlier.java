package io.github.loopline.fault.pipe;

import io.github.loopline.fault.DatagramEffect;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was answered on one lane before the question that was asked last. */
final class Earlier {

    /** Answers that are remembered; those behind them have no stale one before them. */
    private static final int MOST = 1000;

    private final Set<ByteBuffer> followed = new HashSet<>(); // or each copy would bring one more, and so on for ever
    private final List<byte[]> known; // a question and its answer, or nothing
    private byte @Nullable [] question;
    private byte @Nullable [] answer;

    Earlier(DatagramEffect effect) {
        known = effect.given();
    }

    /** Takes the next answer; gives one that belongs to an earlier question, or null if there is none. */
    byte @Nullable [] before(byte[] asked, byte[] next) {
        byte[] last = answer;
        boolean isOther = !Arrays.equals(question, asked);
        question = asked.clone();
        answer = next.clone();
        if (last == null) {
            return known.isEmpty() ? null : Ids.withEarlier(known.get(0), known.get(1), asked, next);
        }
        boolean follows = isOther
                && !Arrays.equals(last, next)
                && followed.size() < MOST
                && followed.add(ByteBuffer.wrap(next.clone()));
        return follows ? last : null;
    }
}
