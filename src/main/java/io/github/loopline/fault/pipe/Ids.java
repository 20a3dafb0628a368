package io.github.loopline.fault.pipe;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What answers repeat of their questions, so that they can be told from others. */
final class Ids {

    private static final int LONGEST = 16;
    private static final int DELETE = 0x7f; // of ASCII

    private Ids() {}

    /** Gives an answer with another id, which is at the first place that has the same in both; null if there is none. */
    static byte @Nullable [] withOther(byte[] question, byte[] answer) {
        int last = answer.length - 1;
        int common = Math.min(question.length, last);
        int id = 0;
        while (id < common && question[id] != answer[id]) {
            id++;
        }
        if (id >= common) {
            return null;
        }
        byte[] other = answer.clone();
        other[id] ^= 1;
        other[last] ^= 1;
        return other;
    }

    /**
     * Gives an answer with the id of an earlier question. That is what is different in the two questions, and the same in question and
     * answer; null if something else is, or it may be what the question is about: that is repeated up to the end of the answer, or of a
     * question in text.
     */
    static byte @Nullable [] withEarlier(byte[] question0, byte[] answer0, byte[] question, byte[] answer) {
        int asked = Arrays.mismatch(question0, question);
        int answered = Arrays.mismatch(answer0, answer);
        if (asked < 0 || answered < 0 || question0.length != question.length || answer0.length != answer.length) {
            return null;
        }
        int length = lastMismatch(answer0, answer) - answered + 1;
        boolean isId = length <= LONGEST
                && lastMismatch(question0, question) - asked + 1 == length
                && Arrays.equals(question, asked, asked + length, answer, answered, answered + length)
                && Arrays.equals(question0, asked, asked + length, answer0, answered, answered + length);
        if (!isId) {
            return null;
        }
        int echoed = Arrays.mismatch(question, asked, question.length, answer, answered, answer.length);
        if (echoed < 0 || answered + echoed == answer.length || asked + echoed == question.length && isText(question)) {
            return null;
        }
        byte[] other = answer0.clone();
        other[other.length - 1] ^= 1;
        return other;
    }

    private static boolean isText(byte[] data) {
        for (byte each : data) {
            if (each < ' ' || each == DELETE) {
                return false;
            }
        }
        return true;
    }

    private static int lastMismatch(byte[] one, byte[] other) {
        int last = one.length - 1;
        while (one[last] == other[last]) {
            last--;
        }
        return last;
    }
}
