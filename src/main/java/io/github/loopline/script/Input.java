package io.github.loopline.script;

import io.github.loopline.fixture.Expectation;
import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.Difference;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a step expects of the next bytes. Immutable, so that any thread may look. */
abstract class Input {

    /** More has to come to tell. */
    static final long MORE = -1;

    /** As {@link #MORE}, but it would do if nothing came. */
    static final long ENOUGH = -3;

    /** What came is something else, whatever follows. */
    static final long NEVER = -2;

    /** Bytes that a regular expression is tried on, and that a message shows. */
    private static final int MOST_MATCHED = 1 << 20;

    private static final int MOST_SHOWN = 64 * 1024;

    private final String text;
    private final boolean userCode;

    Input(String text, boolean userCode) {
        this.text = text;
        this.userCode = userCode;
    }

    /** Gives how many bytes it takes, {@link #MORE}, {@link #ENOUGH} or {@link #NEVER}. */
    abstract long look(Window in) throws Exception;

    /** Describes in the lines of a message how what is there differs. */
    abstract String difference(Window in, String state);

    /** Tells whether it must not run on the engine's thread: code of the test, or what may take for ever. */
    final boolean isUserCode() {
        return userCode;
    }

    /** Tells whether it takes whatever begins so. */
    boolean takesAll(byte[] beginning) {
        return false;
    }

    /** Gives the first bytes of all that it takes, as far as these are known. */
    byte[] beginning() {
        return new byte[0];
    }

    /** Names what is expected. */
    @Override
    public final String toString() {
        return text;
    }

    /** Expects bytes whose number is known, and the first ones as far as they are. */
    static Input of(Expectation expected, byte[] beginning) {
        int length = expected.length();
        return new Input(expected.toString(), false) {
            @Override
            long look(Window in) {
                byte[] first = in.start(length);
                if (first.length == length) {
                    return expected.matches(first) ? length : NEVER;
                }
                return expected.isPossible(first) && !in.isEnded() ? MORE : NEVER;
            }

            @Override
            String difference(Window in, String state) {
                return expected.text(Difference.Words.RECEIVED, in.start(in.isMessage() ? in.size() : length), state)
                        .message();
            }

            @Override
            boolean takesAll(byte[] start) {
                return start.length >= length && expected.matches(Arrays.copyOf(start, length));
            }

            @Override
            byte[] beginning() {
                return beginning;
            }
        };
    }

    /** What is expected of a message. */
    record Content(
            String text,
            boolean isUserCode,
            Predicate<byte[]> test,
            @Nullable Expectation expectation,
            byte[] beginning) {

        private static final byte[] UNKNOWN = {};

        static final Content ANY = new Content("", false, bytes -> true, null, UNKNOWN);

        /** Expects these bytes, which are sent as they are. */
        static Content plain(byte[] exact) {
            Expectation expected = Expectation.exactly(exact);
            return new Content(" " + expected, false, expected::matches, expected, exact);
        }

        static Content of(Expectation expected, boolean isRegex) {
            return new Content(" " + expected, isRegex, expected::matches, expected, UNKNOWN);
        }

        static Content where(Predicate<byte[]> test) {
            return new Content(" that a predicate accepts", true, test, null, UNKNOWN);
        }
    }

    /** Expects a whole message. */
    static Input framed(Framing framing, String noun, Content content) {
        return new Input(noun + content.text(), framing.isUserCode() || content.isUserCode()) {
            @Override
            long look(Window in) {
                long length = framing.checkedLength(in);
                if (length < 0 || length > in.size()) {
                    return in.isEnded() ? NEVER : MORE;
                }
                return content.test().test(framing.unwrap(in.copy(0, length))) ? length : NEVER;
            }

            @Override
            byte[] beginning() {
                return content.beginning();
            }

            @Override
            String difference(Window in, String state) {
                if (framing.isUserCode()) {
                    return plain(this, in, ", " + state);
                }
                long length = framing.checkedLength(in);
                if (length < 0 || length > in.size()) {
                    String part = in.size() == 0 ? "" : ", which is no whole message";
                    return plain(this, in, part + ", " + state);
                }
                byte[] message = framing.unwrap(in.copy(0, length));
                return content.expectation() == null
                        ? plain(this, Window.of(message, true), ", " + state)
                        : content.expectation()
                                .text(Difference.Words.RECEIVED, message, "not counting what frames it")
                                .message();
            }
        };
    }

    /** Expects a message of the socket, whatever its length. */
    static Input message(String text, Content content) {
        return new Input(text + content.text(), content.isUserCode()) {
            @Override
            long look(Window in) {
                return in.isMessage() && content.test().test(in.start(in.size())) ? in.size() : NEVER;
            }

            @Override
            String difference(Window in, String state) {
                return plain(this, in, ", " + state);
            }
        };
    }

    /** Expects text that a regular expression matches, and shows by itself where it ends. */
    static Input matching(String verb, String regex) {
        Pattern pattern = Pattern.compile(regex, Pattern.DOTALL);
        if (pattern.matcher("").matches()) {
            throw new IllegalArgumentException(
                    verb + " must be given a regular expression that needs 1 character or more but /" + regex
                            + "/ matches nothing at all. Write + for *.");
        }
        return new Input("something that matches /" + regex + "/", true) {
            @Override
            long look(Window in) {
                byte[] bytes = in.start(MOST_MATCHED);
                CharBuffer chars = CharBuffer.allocate(bytes.length);
                boolean malformed = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes), chars, false)
                        .isError();
                Matcher matcher = pattern.matcher(chars.flip());
                boolean matches = in.isMessage() ? matcher.matches() : matcher.lookingAt();
                if (matcher.hitEnd() && !in.isEnded() && !malformed && bytes.length < MOST_MATCHED) {
                    return matches ? ENOUGH : MORE;
                }
                return matches ? matcher.group().getBytes(StandardCharsets.UTF_8).length : NEVER;
            }

            @Override
            String difference(Window in, String state) {
                return plain(this, in, ", " + state);
            }
        };
    }

    private static String plain(Input input, Window in, String state) {
        byte[] there = in.start(MOST_SHOWN);
        String words = "  to have received: " + input + "\n  but received    : " + Difference.overview(there);
        long more = in.size() - there.length;
        return words + (more > 0 ? " and " + Bytes.count(more) + " more" : "") + state + Difference.dump(there);
    }
}
