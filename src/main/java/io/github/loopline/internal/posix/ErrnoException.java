package io.github.loopline.internal.posix;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A call that the kernel refused. The message is such as {@code Operation not permitted (EPERM, errno 1)}. */
public final class ErrnoException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int number;

    /**
     * Create an exception.
     *
     * @param number the errno, positive
     */
    public ErrnoException(int number) {
        super(Errno.text(number));
        this.number = number;
    }

    /**
     * Give the errno.
     *
     * @return its number, positive
     */
    public int number() {
        return number;
    }

    /**
     * Give the error.
     *
     * @return the error, or null if it is not in the table
     */
    public @Nullable Errno errno() {
        return Errno.of(number);
    }

    /**
     * Tell whether it is a certain error.
     *
     * @param errno which
     * @return true if it is
     */
    public boolean is(Errno errno) {
        return errno.number() == number;
    }
}
