package io.github.loopline.trace;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** The SHA-256 of a stream, taken in pieces, and not before somebody needs it. */
final class Hash {

    private @Nullable MessageDigest digest;
    private long count; // bytes that it is of

    /** Goes on to an offset with bytes that are kept. */
    Hash upTo(long end, Storage storage) {
        while (count < end) {
            add(storage.view(count, end));
        }
        return this;
    }

    /** Goes on with bytes that come next. */
    void add(ByteBuffer piece) {
        count += piece.remaining();
        digest().update(piece);
    }

    /** Gives it, for as many bytes as were added. */
    byte[] value() {
        try {
            return ((MessageDigest) digest().clone()).digest();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("SHA-256 cannot be cloned", e);
        }
    }

    private MessageDigest digest() {
        MessageDigest made = digest;
        if (made == null) {
            made = sha256();
            digest = made;
        }
        return made;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
