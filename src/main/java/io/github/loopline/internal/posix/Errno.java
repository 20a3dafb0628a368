package io.github.loopline.internal.posix;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The errors of the kernel that sockets meet, with their words. Numbers of Linux, and of macOS where they differ. */
public enum Errno {
    EPERM(1, "Operation not permitted"),
    ENOENT(2, "No such file or directory"),
    EINTR(4, "Interrupted system call"),
    EIO(5, "Input/output error"),
    EBADF(9, "Bad file descriptor"),
    EAGAIN(11, 35, "Resource temporarily unavailable"),
    ENOMEM(12, "Cannot allocate memory"),
    EACCES(13, "Permission denied"),
    EFAULT(14, "Bad address"),
    EEXIST(17, "File exists"),
    ENODEV(19, "No such device"),
    ENOTDIR(20, "Not a directory"),
    EINVAL(22, "Invalid argument"),
    ENFILE(23, "Too many open files in system"),
    EMFILE(24, "Too many open files"),
    ENOSPC(28, "No space left on device"),
    EROFS(30, "Read-only file system"),
    EPIPE(32, "Broken pipe"),
    ENAMETOOLONG(36, 63, "File name too long"),
    ENOSYS(38, 78, "Function not implemented"),
    ELOOP(40, 62, "Too many levels of symbolic links"),
    EPROTO(71, 100, "Protocol error"),
    EOVERFLOW(75, 84, "Value too large for defined data type"),
    ENOTSOCK(88, 38, "Socket operation on non-socket"),
    EDESTADDRREQ(89, 39, "Destination address required"),
    EMSGSIZE(90, 40, "Message too long"),
    EPROTOTYPE(91, 41, "Protocol wrong type for socket"),
    ENOPROTOOPT(92, 42, "Protocol not available"),
    EPROTONOSUPPORT(93, 43, "Protocol not supported"),
    ESOCKTNOSUPPORT(94, 44, "Socket type not supported"),
    EOPNOTSUPP(95, 102, "Operation not supported"),
    EPFNOSUPPORT(96, 46, "Protocol family not supported"),
    EAFNOSUPPORT(97, 47, "Address family not supported by protocol"),
    EADDRINUSE(98, 48, "Address already in use"),
    EADDRNOTAVAIL(99, 49, "Cannot assign requested address"),
    ENETDOWN(100, 50, "Network is down"),
    ENETUNREACH(101, 51, "Network is unreachable"),
    ENETRESET(102, 52, "Network dropped connection on reset"),
    ECONNABORTED(103, 53, "Software caused connection abort"),
    ECONNRESET(104, 54, "Connection reset by peer"),
    ENOBUFS(105, 55, "No buffer space available"),
    EISCONN(106, 56, "Transport endpoint is already connected"),
    ENOTCONN(107, 57, "Transport endpoint is not connected"),
    ESHUTDOWN(108, 58, "Cannot send after transport endpoint shutdown"),
    ETOOMANYREFS(109, 59, "Too many references: cannot splice"),
    ETIMEDOUT(110, 60, "Connection timed out"),
    ECONNREFUSED(111, 61, "Connection refused"),
    EHOSTDOWN(112, 64, "Host is down"),
    EHOSTUNREACH(113, 65, "No route to host"),
    EALREADY(114, 37, "Operation already in progress"),
    EINPROGRESS(115, 36, "Operation now in progress");

    private final int number;
    private final String words;

    Errno(int number, String words) {
        this(number, number, words);
    }

    Errno(int linux, int mac, String words) {
        this.number = Constants.MAC ? mac : linux;
        this.words = words;
    }

    /**
     * Give the number of this system.
     *
     * @return positive
     */
    public int number() {
        return number;
    }

    /**
     * Give what the manual says.
     *
     * @return such as {@code Operation not permitted}, never null
     */
    public String words() {
        return words;
    }

    /**
     * Find an error.
     *
     * @param number a positive errno
     * @return the error, or null if it is none of these
     */
    public static @Nullable Errno of(int number) {
        for (Errno errno : values()) {
            if (errno.number == number) {
                return errno;
            }
        }
        return null;
    }

    /**
     * Find an error by what the manual says.
     *
     * @param message any text, in any case
     * @return the error whose words are in it, or null if it is none of these
     */
    public static @Nullable Errno in(String message) {
        String text = message.toLowerCase(Locale.ROOT);
        for (Errno errno : values()) {
            if (text.contains(errno.words.toLowerCase(Locale.ROOT))) {
                return errno;
            }
        }
        return null;
    }

    /**
     * Describe an errno for a message.
     *
     * @param number a positive errno
     * @return such as {@code Operation not permitted (EPERM, errno 1)}, never null
     */
    public static String text(int number) {
        Errno errno = of(number);
        return errno == null ? "errno " + number : errno.words + " (" + errno + ", errno " + number + ")";
    }
}
