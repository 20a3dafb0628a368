package io.github.loopline.script;

import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.Bytes;
import java.util.Arrays;

/**
 * Messages that begin with their length: {@link Framing#lengthPrefixed} and {@link Framing#varint}. With {@link #offset} some
 * bytes stand before the length; the message is then those bytes and what follows the length, without the length itself.
 * Immutable.
 *
 * @since 0.1
 */
public final class LengthFraming extends Framing {

    /** For the count of bytes of the length: as many as it needs. */
    static final int VARINT = 0;

    private static final int MOST_VARINT = 5;

    /** What the length counts beside the bytes behind it. */
    private enum Counts {
        REST,
        ITSELF,
        EVERYTHING
    }

    private final int bytes;
    private final boolean little;
    private final Counts counts;
    private final int offset;

    LengthFraming(int bytes) {
        this(bytes, false, Counts.REST, 0);
    }

    private LengthFraming(int bytes, boolean little, Counts counts, int offset) {
        this.bytes = bytes;
        this.little = little;
        this.counts = counts;
        this.offset = offset;
    }

    /**
     * Write the least significant byte of the length first.
     *
     * @return such a framing, never null
     * @throws IllegalArgumentException for a varint, which has one order only
     */
    public LengthFraming littleEndian() {
        if (bytes == VARINT) {
            throw new IllegalArgumentException("littleEndian has no effect on varint. Remove it.");
        }
        return new LengthFraming(bytes, true, counts, offset);
    }

    /**
     * Let the length count itself too, and not what stands before it.
     *
     * @return such a framing, never null
     * @throws IllegalArgumentException for a varint, whose own length depends on it
     */
    public LengthFraming inclusive() {
        return counting(Counts.ITSELF, "inclusive");
    }

    /**
     * Let the length count the whole message: itself and what stands before it.
     *
     * @return such a framing, never null
     * @throws IllegalArgumentException for a varint, whose own length depends on it
     */
    public LengthFraming inclusiveOfAll() {
        return counting(Counts.EVERYTHING, "inclusiveOfAll");
    }

    private LengthFraming counting(Counts what, String name) {
        if (bytes == VARINT) {
            throw new IllegalArgumentException(name + " has no meaning for varint. Use lengthPrefixed(bytes).");
        }
        return new LengthFraming(bytes, little, what, offset);
    }

    /**
     * Let bytes stand before the length: a type, a version.
     *
     * @param before how many, 0 or more
     * @return such a framing, never null
     */
    public LengthFraming offset(int before) {
        if (before < 0) {
            throw new IllegalArgumentException("offset must be given 0 bytes or more but was " + before + ".");
        }
        return new LengthFraming(bytes, little, counts, before);
    }

    @Override
    protected long length(byte[] start) {
        return length(Window.of(start, false));
    }

    @Override
    long length(Window in) {
        byte[] header = in.start(offset + (bytes == VARINT ? MOST_VARINT : bytes));
        int size = sizeOfLength(header);
        if (size < 0) {
            return -1;
        }
        long said = number(header, size);
        long others = others(size);
        boolean tooLittle = said >= 0 && said < others;
        if (tooLittle || said < 0 || said > Long.MAX_VALUE - offset - size) {
            String text = Long.toUnsignedString(said) + " (0x" + Long.toHexString(said) + ")";
            throw new FixtureException("The length of a message is " + text + " but must be "
                    + (tooLittle
                            ? others + " or more, since it counts " + (counts == Counts.ITSELF ? "itself" : "all")
                            : "less")
                    + " (" + this + "). Look at what is sent.");
        }
        return offset + size + said - others;
    }

    /** Counts the bytes of the length itself, or gives -1 if not all have come. */
    private int sizeOfLength(byte[] header) {
        if (bytes != VARINT) {
            return header.length < offset + bytes ? -1 : bytes;
        }
        for (int i = offset; i < header.length; i++) {
            if (header[i] >= 0) {
                return i - offset + 1;
            }
        }
        if (header.length == offset + MOST_VARINT) {
            throw new FixtureException(
                    "The length of a message must end within " + MOST_VARINT + " bytes but begins with "
                            + Bytes.hex(Arrays.copyOfRange(header, offset, header.length)) + " (" + this
                            + "). Look at what is sent.");
        }
        return -1;
    }

    private long number(byte[] header, int size) {
        long number = 0;
        for (int i = 0; i < size; i++) {
            int at = offset + (little || bytes == VARINT ? size - 1 - i : i);
            number = bytes == VARINT ? number << 7 | header[at] & 0x7f : number << 8 | header[at] & 0xff;
        }
        return number;
    }

    /** Counts what the length counts beside the bytes behind it. */
    private int others(int size) {
        return counts == Counts.REST ? 0 : counts == Counts.ITSELF ? size : offset + size;
    }

    @Override
    protected byte[] unwrap(byte[] frame) {
        int size = sizeOfLength(frame);
        byte[] message = Arrays.copyOf(frame, frame.length - size);
        System.arraycopy(frame, offset + size, message, offset, message.length - offset);
        return message;
    }

    @Override
    protected byte[] wrap(byte[] message) {
        if (message.length < offset) {
            throw new IllegalArgumentException("A message must begin with the " + Bytes.count(offset)
                    + " before the length but has " + message.length + " (" + this + ").");
        }
        byte[] length = encode(message.length - offset);
        byte[] frame = new byte[message.length + length.length];
        System.arraycopy(message, 0, frame, 0, offset);
        System.arraycopy(length, 0, frame, offset, length.length);
        System.arraycopy(message, offset, frame, offset + length.length, message.length - offset);
        return frame;
    }

    private byte[] encode(long rest) {
        if (bytes == VARINT) {
            byte[] varint = new byte[MOST_VARINT];
            int size = 0;
            for (long left = rest; left > 0 || size == 0; left >>>= 7) {
                varint[size++] = (byte) (left & 0x7f | (left > 0x7f ? 0x80 : 0));
            }
            return Arrays.copyOf(varint, size);
        }
        long said = rest + others(bytes);
        if (bytes < 8 && said >>> 8 * bytes != 0) {
            throw new IllegalArgumentException("A length of " + said + " does not fit into " + Bytes.count(bytes) + " ("
                    + this + "). Send a shorter message, or the bytes as they are.");
        }
        byte[] length = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            length[little ? i : bytes - 1 - i] = (byte) (said >>> 8 * i);
        }
        return length;
    }

    @Override
    boolean isUserCode() {
        return false;
    }

    /** Name the framing, as messages do. */
    @Override
    public String toString() {
        return (bytes == VARINT ? "varint" : "lengthPrefixed " + bytes)
                + (little ? " little-endian" : "")
                + (counts == Counts.REST ? "" : counts == Counts.ITSELF ? " inclusive" : " inclusive of all")
                + (offset == 0 ? "" : " at offset " + offset);
    }
}
