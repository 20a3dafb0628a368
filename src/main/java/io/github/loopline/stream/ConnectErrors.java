package io.github.loopline.stream;

import io.github.loopline.internal.posix.Errno;
import io.github.loopline.stream.ConnectOutcome.Kind;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the errno behind an exception of a connect. The JDK keeps only its class and the kernel's words for it, so the class
 * decides first and the words of glibc's C locale second; on other systems unknown words give {@link Kind#OTHER}.
 */
final class ConnectErrors {

    private static final Map<String, Kind> WORDS = Map.ofEntries(
            Map.entry("connection refused", Kind.REFUSED),
            Map.entry("connection timed out", Kind.TIMED_OUT),
            Map.entry("no route to host", Kind.HOST_UNREACHABLE),
            Map.entry("network is unreachable", Kind.NETWORK_UNREACHABLE),
            Map.entry("permission denied", Kind.PERMISSION_DENIED),
            Map.entry("operation not permitted", Kind.NOT_PERMITTED),
            Map.entry("cannot assign requested address", Kind.ADDRESS_NOT_AVAILABLE),
            Map.entry("address already in use", Kind.ADDRESS_IN_USE),
            Map.entry("invalid argument", Kind.INVALID_ARGUMENT),
            Map.entry("protocol not available", Kind.PROTOCOL_NOT_AVAILABLE),
            Map.entry("no such file or directory", Kind.NO_SUCH_PATH),
            Map.entry("protocol wrong type for socket", Kind.WRONG_TYPE),
            Map.entry("unix domain path too long", Kind.INVALID_ARGUMENT), // the JDK looks first
            Map.entry("resource temporarily unavailable", Kind.BACKLOG_FULL),
            Map.entry("already connected", Kind.ALREADY_CONNECTED),
            Map.entry("socket closed", Kind.CLOSED),
            Map.entry("socket is closed", Kind.CLOSED),
            Map.entry("closed by interrupt", Kind.INTERRUPTED));

    private ConnectErrors() {}

    static Kind classify(Throwable failure) {
        if (failure instanceof SocketTimeoutException) {
            return Kind.TIMED_OUT_LOCALLY;
        }
        if (failure instanceof NoRouteToHostException) {
            return Kind.HOST_UNREACHABLE;
        }
        if (failure instanceof UnknownHostException || failure instanceof UnresolvedAddressException) {
            return Kind.NAME_NOT_RESOLVED;
        }
        if (failure instanceof UnsupportedAddressTypeException) {
            return Kind.FAMILY_MISMATCH;
        }
        if (failure instanceof ConnectionPendingException) {
            return Kind.ALREADY_PENDING;
        }
        if (failure instanceof AlreadyConnectedException) {
            return Kind.ALREADY_CONNECTED;
        }
        if (failure instanceof ClosedByInterruptException) {
            return Kind.INTERRUPTED;
        }
        if (failure instanceof ClosedChannelException) {
            return Kind.CLOSED;
        }
        String words = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        for (Map.Entry<String, Kind> entry : WORDS.entrySet()) {
            if (words.contains(entry.getKey())) {
                return entry.getValue();
            }
        }
        return failure instanceof ConnectException ? Kind.REFUSED : Kind.OTHER;
    }

    /** Gives the errno of a failure that has no kind of its own, or -1. */
    static int errno(@Nullable Throwable failure) {
        Errno errno = failure == null ? null : Errno.in(String.valueOf(failure.getMessage()));
        return errno == null ? -1 : errno.number();
    }
}
