package io.github.loopline.script;

import io.github.loopline.internal.Deadline;
import io.github.loopline.trace.Addresses;
import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.Difference;
import java.io.ByteArrayOutputStream;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a script that send; {@link Expecting} has those that expect, {@link Steps} the others.
 *
 * @since 0.1
 */
public abstract class Sending extends Expecting {

    private @Nullable ByteArrayOutputStream together;

    Sending() {}

    /** Adds a step. */
    abstract Steps add(String text, Supplier<Act> act);

    /** Refuses what stands where nothing can be sent any more. */
    abstract void checkCanSend(String text);

    private Steps output(String text, Supplier<Act> act) {
        checkCanSend(text);
        return add(text, act);
    }

    /** Adds a step that not every socket can play. */
    abstract Steps add(String text, Need need, Supplier<Act> act);

    /** Has a test write what is sent together. */
    abstract void together(ScriptCode code, ByteArrayOutputStream all);

    abstract Steps self();

    /** Takes sends only from now on, and does not make steps of them. */
    final void collect(ByteArrayOutputStream all) {
        together = all;
    }

    final void checkNotTogether(String text) {
        if (together != null) {
            throw new IllegalArgumentException("together takes sends only but was given: " + text + ". Move it out.");
        }
    }

    /**
     * Send a text as UTF-8, in one write.
     *
     * @param text what to send
     * @return this
     */
    public Steps send(String text) {
        return send(Framing.utf8(text));
    }

    /**
     * Send bytes, in one write.
     *
     * @param bytes copied
     * @return this
     */
    public Steps send(byte[] bytes) {
        return sending("send", bytes.clone());
    }

    /**
     * Send bytes that are given in hex, in one write.
     *
     * @param hex pairs of digits, with or without spaces
     * @return this
     */
    public Steps sendHex(String hex) {
        try {
            return sending("sendHex", HexFormat.of().parseHex(hex.replaceAll("\\s", "")));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "sendHex must be given pairs of hex digits but was " + Bytes.quote(Framing.utf8(hex))
                            + ". Write \"48 45 4c 4f\", say.",
                    e);
        }
    }

    /**
     * Send a message, framed, in one write.
     *
     * @param text encoded as UTF-8
     * @return this
     * @throws IllegalArgumentException without a {@link Steps#framing(Framing)}, or if it cannot be framed
     */
    public Steps sendFrame(String text) {
        return sendFrame(Framing.utf8(text));
    }

    /**
     * Send a message, framed, in one write.
     *
     * @param message copied
     * @return this
     * @throws IllegalArgumentException without a {@link Steps#framing(Framing)}, or if it cannot be framed
     */
    public Steps sendFrame(byte[] message) {
        return sending("sendFrame", framing("sendFrame").wrap(message.clone()));
    }

    private Steps sending(String verb, byte[] bytes) {
        if (together != null) {
            together.writeBytes(bytes);
            return self();
        }
        return output(verb + " " + Difference.shown(bytes, 0), () -> Acts.Send.atOnce(bytes));
    }

    /**
     * Send a text as UTF-8 in one datagram.
     *
     * @param destination on this machine, of the peer's family
     * @param text what to send; an empty text makes an empty datagram
     * @return this
     */
    public Steps sendTo(SocketAddress destination, String text) {
        return sendTo(destination, Framing.utf8(text));
    }

    /**
     * Send bytes in one datagram. {@link #send(byte[])} answers whoever has sent the datagram that was expected last, or goes to
     * where the peer is connected.
     *
     * @param destination on this machine, of the peer's family
     * @param bytes copied
     * @return this
     */
    public Steps sendTo(SocketAddress destination, byte[] bytes) {
        byte[] copy = bytes.clone();
        String text = "sendTo " + Addresses.text(destination) + " " + Difference.shown(copy, 0);
        return add(text, Need.ADDRESS, () -> Acts.Send.to(destination, copy));
    }

    /**
     * Send what several steps send in one write, so that it arrives as one segment (up to 64 KiB).
     *
     * @param code writes steps that send, and no others
     * @return this
     */
    public Steps together(ScriptCode code) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        together(code, all);
        if (all.size() == 0) {
            throw new IllegalArgumentException("together must be given 1 send or more but has none. Remove it.");
        }
        byte[] bytes = all.toByteArray();
        return output("together " + Difference.shown(bytes, 0), () -> Acts.Send.atOnce(bytes));
    }

    /**
     * Send a text byte by byte.
     *
     * @param text encoded as UTF-8
     * @param gap how long to wait after each byte, above zero; about 1 ms more on a quiet machine
     * @return this
     */
    public Steps sendSlowly(String text, Duration gap) {
        return sendSlowly(Framing.utf8(text), 1, gap);
    }

    /**
     * Send bytes in pieces.
     *
     * @param bytes copied
     * @param piece how many at a time, 1 or more
     * @param gap how long to wait after each piece, above zero
     * @return this
     */
    public Steps sendSlowly(byte[] bytes, int piece, Duration gap) {
        if (piece < 1) {
            throw new IllegalArgumentException(
                    "sendSlowly must be given pieces of 1 byte or more but was " + piece + ".");
        }
        positive("sendSlowly", gap);
        byte[] copy = bytes.clone();
        return output(
                "sendSlowly " + Difference.shown(copy, 0) + ", " + Bytes.count(piece) + " each " + Deadline.text(gap),
                () -> new Acts.Send(copy, piece, gap));
    }

    /**
     * Go on when the peer has read what was sent so far, so that what is sent next comes with another read. On TCP the kernel's
     * tables tell (Linux); elsewhere, and for Unix sockets, this is a pause of 50 ms.
     *
     * @return this
     */
    public Steps cut() {
        return add("cut", Need.STREAM, Cut::new);
    }

    static void positive(String verb, Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException(
                    verb + " must be given a time above zero but was " + time + ". Write ofMillis(50).");
        }
    }
}
