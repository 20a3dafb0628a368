package io.github.loopline.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.stream.ConnectOutcome.Kind;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/** The exceptions are those that JDK 17 and 25 throw on Linux; most need privileges or routes to come about. */
class ConnectErrorsTests {

    static final List<Arguments> EXCEPTIONS = List.of(
            Arguments.of(Kind.ALREADY_PENDING, new ConnectionPendingException()),
            Arguments.of(Kind.ALREADY_CONNECTED, new AlreadyConnectedException()),
            Arguments.of(Kind.ALREADY_CONNECTED, new SocketException("already connected")),
            Arguments.of(Kind.ALREADY_CONNECTED, new SocketException("Already connected")),
            Arguments.of(Kind.REFUSED, new ConnectException("Connection refused")),
            Arguments.of(Kind.REFUSED, new ConnectException()),
            Arguments.of(Kind.TIMED_OUT, new ConnectException("Connection timed out")),
            Arguments.of(Kind.TIMED_OUT, new IOException("Connection timed out")),
            Arguments.of(Kind.TIMED_OUT_LOCALLY, new SocketTimeoutException("Connect timed out")),
            Arguments.of(Kind.HOST_UNREACHABLE, new NoRouteToHostException("No route to host")),
            Arguments.of(Kind.HOST_UNREACHABLE, new IOException("No route to host")),
            Arguments.of(Kind.NETWORK_UNREACHABLE, new SocketException("Network is unreachable")),
            Arguments.of(Kind.NETWORK_UNREACHABLE, new ConnectException("Network is unreachable")),
            Arguments.of(Kind.PERMISSION_DENIED, new BindException("Permission denied")),
            Arguments.of(Kind.NOT_PERMITTED, new SocketException("Operation not permitted")),
            Arguments.of(Kind.ADDRESS_NOT_AVAILABLE, new BindException("Cannot assign requested address")),
            Arguments.of(Kind.ADDRESS_IN_USE, new BindException("Address already in use")),
            Arguments.of(Kind.INVALID_ARGUMENT, new SocketException("Invalid argument")),
            Arguments.of(Kind.PROTOCOL_NOT_AVAILABLE, new SocketException("Protocol not available")),
            Arguments.of(Kind.NO_SUCH_PATH, new SocketException("No such file or directory")),
            Arguments.of(Kind.WRONG_TYPE, new SocketException("Protocol wrong type for socket")),
            Arguments.of(Kind.INVALID_ARGUMENT, new SocketException("Unix domain path too long")),
            Arguments.of(Kind.BACKLOG_FULL, new SocketException("Resource temporarily unavailable")),
            Arguments.of(Kind.NAME_NOT_RESOLVED, new UnknownHostException("nowhere.invalid")),
            Arguments.of(Kind.NAME_NOT_RESOLVED, new UnresolvedAddressException()),
            Arguments.of(Kind.FAMILY_MISMATCH, new UnsupportedAddressTypeException()),
            Arguments.of(Kind.CLOSED, new SocketException("Socket closed")),
            Arguments.of(Kind.CLOSED, new SocketException("Socket is closed")),
            Arguments.of(Kind.CLOSED, new ClosedChannelException()),
            Arguments.of(Kind.CLOSED, new AsynchronousCloseException()),
            Arguments.of(Kind.INTERRUPTED, new ClosedByInterruptException()),
            Arguments.of(Kind.INTERRUPTED, new SocketException("Closed by interrupt")),
            Arguments.of(Kind.OTHER, new SocketException("Too many open files")),
            Arguments.of(Kind.OTHER, new SocketException()),
            Arguments.of(Kind.OTHER, new IllegalStateException()));

    @ParameterizedTest(name = "{0} <- {1}")
    @FieldSource("EXCEPTIONS")
    void finds_the_errno(Kind kind, Throwable failure) {
        assertThat(ConnectErrors.classify(failure)).isEqualTo(kind);
    }

    @Test
    void numbers_are_those_of_linux() {
        Map<Kind, Integer> errnos = Map.ofEntries(
                Map.entry(Kind.CONNECTED, 0),
                Map.entry(Kind.IN_PROGRESS, 115),
                Map.entry(Kind.ALREADY_PENDING, 114),
                Map.entry(Kind.ALREADY_CONNECTED, 106),
                Map.entry(Kind.REFUSED, 111),
                Map.entry(Kind.TIMED_OUT, 110),
                Map.entry(Kind.TIMED_OUT_LOCALLY, 11),
                Map.entry(Kind.HOST_UNREACHABLE, 113),
                Map.entry(Kind.NETWORK_UNREACHABLE, 101),
                Map.entry(Kind.PERMISSION_DENIED, 13),
                Map.entry(Kind.NOT_PERMITTED, 1),
                Map.entry(Kind.ADDRESS_NOT_AVAILABLE, 99),
                Map.entry(Kind.ADDRESS_IN_USE, 98),
                Map.entry(Kind.INVALID_ARGUMENT, 22),
                Map.entry(Kind.PROTOCOL_NOT_AVAILABLE, 92),
                Map.entry(Kind.NO_SUCH_PATH, 2),
                Map.entry(Kind.BACKLOG_FULL, 11),
                Map.entry(Kind.NAME_NOT_RESOLVED, -2),
                Map.entry(Kind.FAMILY_MISMATCH, 97),
                Map.entry(Kind.WRONG_TYPE, 91),
                Map.entry(Kind.CLOSED, 9),
                Map.entry(Kind.INTERRUPTED, 4),
                Map.entry(Kind.OTHER, -1));
        assertThat(Kind.values()).allSatisfy(kind -> assertThat(kind.errno()).isEqualTo(errnos.get(kind)));
    }

    @Test
    void errno_of_others_is_in_the_words_of_the_cause() {
        assertThat(other(new SocketException("Too many open files")).errno()).isEqualTo(24);
        assertThat(other(new SocketException("Not a directory")).errno()).isEqualTo(20);
        assertThat(other(new SocketException("of nobody")).errno()).isEqualTo(-1);
        assertThat(other(new SocketException()).errno()).isEqualTo(-1);
        assertThat(new ConnectOutcome(Kind.OTHER, null, null).errno()).isEqualTo(-1);
    }

    private static ConnectOutcome other(Throwable cause) {
        return new ConnectOutcome(Kind.OTHER, null, cause);
    }
}
