package io.github.loopline.script;

import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.Recording;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How messages lie in a stream of bytes: what ends each, or says how long it is. For scripts, answers and assertions. Immutable.
 * A framing of your own extends this; it is called on threads of the fixtures, several at a time.
 *
 * @since 0.1
 */
public abstract class Framing {

    /** Bytes of a message with what frames it, unless {@link #atMost} says otherwise: 16 MiB. */
    public static final int MOST_BYTES = 16 << 20;

    /** Bytes that a framing of the test is shown first, since it needs a copy. */
    private static final int FEW = 4096;

    /** Create a framing. */
    protected Framing() {}

    /**
     * Tell how long the first message is, with all that frames it.
     *
     * @param start what has come of the stream, from the first byte of the message on; potentially empty, and potentially with
     *     later messages behind
     * @return the count of its bytes, which may be more than have come; or -1 if that cannot be told yet
     * @throws FixtureException if these bytes are no message
     */
    protected abstract long length(byte[] start);

    /**
     * Take what frames it off a message.
     *
     * @param frame as many bytes as {@link #length} told
     * @return the message; the same bytes unless overridden
     */
    protected byte[] unwrap(byte[] frame) {
        return frame;
    }

    /**
     * Put what frames it around a message, to be sent.
     *
     * @param message any bytes
     * @return the bytes to send; the same unless overridden
     * @throws IllegalArgumentException if the message cannot be framed so
     */
    protected byte[] wrap(byte[] message) {
        return message;
    }

    /** Refuses a message to expect that has what ends one, and so can never come. */
    void checkExpected(String verb, byte[] message) {}

    /**
     * Refuse a message to expect that can never come: with what ends one, of another size, or of more bytes than are taken. What a
     * framing of the test gives is not known. Not for users.
     *
     * @param verb that expects it
     * @param what is expected, in words
     * @param message without what frames it
     * @throws IllegalArgumentException if this never gives it
     */
    public final void checkCanCome(String verb, String what, byte[] message) {
        checkExpected(verb, message);
        String obstacle = isUserCode() ? null : obstacle(message.clone());
        if (obstacle != null) {
            throw new IllegalArgumentException(verb + " " + what + " can never match: " + obstacle);
        }
    }

    /** Says why there is no such message, without what a sender could do. */
    private @Nullable String obstacle(byte[] message) {
        try {
            int size = wrap(message).length;
            return size <= most()
                    ? null
                    : "It has " + Bytes.count(size) + " on the wire but at most " + most() + " are taken (" + this
                            + ").";
        } catch (IllegalArgumentException e) {
            String text = String.valueOf(e.getMessage());
            int remedy = text.indexOf("). ");
            return remedy < 0 ? text : text.substring(0, remedy + 2);
        }
    }

    /** Tells the length as {@link #length(byte[])} does; those of the library look at no more than they need. */
    long length(Window in) {
        long length = length(in.start(FEW));
        return length < 0 && in.size() > FEW ? length(in.start(in.size())) : length;
    }

    /** Tells whether code of the test is called, which must not happen on the engine's thread. */
    boolean isUserCode() {
        return true;
    }

    /**
     * Tell whether code of the test is called. Not for users.
     *
     * @return false for the framings of the library
     */
    public final boolean isOfTest() {
        return isUserCode();
    }

    /**
     * Tell how long the first message is. Not for users.
     *
     * @param start what has come, from the first byte of the message on
     * @return the count of its bytes with what frames it, or -1 if it has not come whole
     * @throws FixtureException if these bytes are no message
     */
    public final int wholeOf(byte[] start) {
        long length = start.length == 0 ? -1 : checkedLength(Window.of(start, false));
        return length > start.length ? -1 : (int) length;
    }

    /** Gives how long a message can be. */
    int most() {
        return MOST_BYTES;
    }

    /** Tells the length, after checking that it makes sense. */
    final long checkedLength(Window in) {
        long length = length(in);
        if (length == 0 || length < -1) {
            throw new FixtureException(
                    "The framing " + this + " says that a message has " + length + " bytes. It must have 1 or more.");
        }
        if (Math.max(length, length < 0 ? in.size() : 0) > most()) {
            throw new FixtureException("The framing " + this + " "
                    + (length < 0 ? "finds no end in " + in.size() : "says that a message has " + length)
                    + " bytes but at most " + most()
                    + " are taken. Allow more with atMost(bytes), or look at what is sent.");
        }
        return length;
    }

    /**
     * Tell how long the first message is that a reader has not taken. Not for users.
     *
     * @param in the recording, with the log's lock held
     * @return the count of its bytes with what frames it, or -1 if it has not come whole
     */
    public final int whole(Recording in) {
        Window window = Window.live(in, false, 0);
        long length = window.size() == 0 ? -1 : checkedLength(window);
        return length > window.size() ? -1 : (int) length;
    }

    /**
     * Take what frames it off a message, for callers of other packages. Not for users.
     *
     * @param frame a whole message
     * @return the message
     */
    public final byte[] message(byte[] frame) {
        return unwrap(frame);
    }

    /**
     * Put what frames it around a message.
     *
     * @param message any bytes
     * @return the bytes to send
     * @throws IllegalArgumentException if the message cannot be framed so
     */
    public final byte[] frame(byte[] message) {
        return wrap(message);
    }

    /**
     * Allow longer or only shorter messages.
     *
     * @param bytes of a message with all that frames it, 1 or more
     * @return a framing that refuses longer ones, never null
     */
    public Framing atMost(int bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("atMost must be given 1 byte or more but was " + bytes + ".");
        }
        return new LimitedFraming(this, bytes);
    }

    /**
     * Cut a stream into its messages.
     *
     * @param bytes what has come, from its first byte on
     * @return the whole messages without what frames them, potentially empty; a message that has not come whole is left out
     * @throws FixtureException if the bytes are no messages
     */
    public final List<byte[]> messages(byte[] bytes) {
        List<byte[]> messages = new ArrayList<>();
        String broken = collect(bytes, messages);
        if (broken != null) {
            throw new FixtureException(broken);
        }
        return messages;
    }

    /**
     * Cut a stream into its messages, up to where it has none.
     *
     * @param bytes what has come, from its first byte on
     * @param into takes the whole messages without what frames them
     * @return why what follows is no message, or null if it is or can become one
     */
    public final @Nullable String collect(byte[] bytes, List<byte[]> into) {
        int at = 0;
        try {
            while (at < bytes.length) {
                long length = checkedLength(Window.of(bytes, at, false));
                if (length < 0 || at + length > bytes.length) {
                    return null;
                }
                into.add(unwrap(Arrays.copyOfRange(bytes, at, at + (int) length)));
                at += (int) length;
            }
            return null;
        } catch (FixtureException e) {
            return e.getMessage();
        }
    }

    /**
     * End each message with LF. What comes may end in CR LF as well; neither is part of the message.
     *
     * @return the framing, never null
     */
    public static Framing lines() {
        return new DelimitedFraming("lines", new byte[] {'\n'}, true);
    }

    /**
     * End each message with CR LF, as most protocols of the Internet do. A lone LF ends nothing.
     *
     * @return the framing, never null
     */
    public static Framing crLfLines() {
        return new DelimitedFraming("crLfLines", new byte[] {'\r', '\n'}, false);
    }

    /**
     * End each message with a delimiter, which is no part of it.
     *
     * @param delimiter encoded as UTF-8, not empty
     * @return the framing, never null
     */
    public static Framing delimited(String delimiter) {
        return delimited(utf8(delimiter));
    }

    /**
     * End each message with a delimiter, which is no part of it.
     *
     * @param delimiter not empty
     * @return the framing, never null
     */
    public static Framing delimited(byte[] delimiter) {
        if (delimiter.length == 0) {
            throw new IllegalArgumentException("delimited must be given a delimiter but it was empty.");
        }
        return new DelimitedFraming("delimited " + Bytes.quote(delimiter), delimiter.clone(), false);
    }

    /**
     * Begin each message with its length, as a number without a sign, the most significant byte first.
     *
     * @param bytes of the length: 1, 2, 3, 4 or 8
     * @return the framing, which knows variants; never null
     */
    public static LengthFraming lengthPrefixed(int bytes) {
        if (bytes != 1 && bytes != 2 && bytes != 3 && bytes != 4 && bytes != 8) {
            throw new IllegalArgumentException(
                    "lengthPrefixed must be given 1, 2, 3, 4 or 8 bytes but was " + bytes + ".");
        }
        return new LengthFraming(bytes);
    }

    /**
     * Begin each message with its length as a varint: seven bits a byte, the least significant first, the eighth bit set on all
     * but the last (LEB128, as in Protocol Buffers and MQTT), five bytes at most.
     *
     * @return the framing, which knows variants; never null
     */
    public static LengthFraming varint() {
        return new LengthFraming(LengthFraming.VARINT);
    }

    /**
     * Give each message the same length.
     *
     * @param bytes 1 or more
     * @return the framing, never null
     */
    public static Framing fixed(int bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("fixed must be given 1 byte or more but was " + bytes + ".");
        }
        return new FixedFraming(bytes);
    }

    /**
     * Begin and end each message with certain bytes, which are no part of it.
     *
     * @param start encoded as UTF-8, not empty
     * @param end encoded as UTF-8, not empty
     * @return the framing, never null
     */
    public static Framing between(String start, String end) {
        return between(utf8(start), utf8(end));
    }

    /**
     * Begin and end each message with certain bytes, which are no part of it.
     *
     * @param start not empty
     * @param end not empty
     * @return the framing, never null
     */
    public static Framing between(byte[] start, byte[] end) {
        if (start.length == 0 || end.length == 0) {
            throw new IllegalArgumentException(
                    "between must be given a start and an end but one was empty. Use delimited(end) for no start.");
        }
        return new BetweenFraming(start.clone(), end.clone());
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
