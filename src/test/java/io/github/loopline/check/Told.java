package io.github.loopline.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** What tests of the guard do and read. */
final class Told {

    static final String BEGINNING = "The code under test must connect to loopback only but connected to:\n  ";

    private Told() {}

    static void connect(InetSocketAddress to) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(to);
        }
    }

    static String message(OutsideGuard guard) {
        Throwable failure = catchThrowable(guard::verify);
        assertThat(failure).isInstanceOf(AssertionError.class);
        return failure.getMessage();
    }

    static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /** Gives an address as the guard tells it that is not on loopback. */
    static String own(InetSocketAddress address) {
        return text(address) + ", an address of this machine";
    }
}
