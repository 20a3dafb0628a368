package io.github.loopline.stream;

import io.github.loopline.fixture.Granted;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/** Sets the declared options of a connected, or connecting, stream socket. */
final class StreamOptions {

    private static final Option[] DECLARED = {
        Option.SEND_BUFFER_SIZE,
        Option.NO_DELAY,
        Option.KEEP_ALIVE,
        Option.LINGER_SECONDS,
        Option.TRAFFIC_CLASS,
        Option.QUICK_ACK,
        Option.KEEP_IDLE_SECONDS,
        Option.KEEP_INTERVAL_SECONDS,
        Option.KEEP_COUNT
    };

    private StreamOptions() {}

    /** For an accepted socket. A TCP socket has its receive buffer from the listener, a Unix socket has not. */
    static void setAccepted(SocketChannel channel, Options options, boolean unix) throws IOException {
        set(channel, options, unix);
        if (unix) {
            setReceiveBuffer(channel, options);
        }
    }

    /** For a socket that is to be connected. */
    static void setUnconnected(SocketChannel channel, Options options, boolean unix) throws IOException {
        set(channel, options, unix);
        setReceiveBuffer(channel, options);
        if (options.has(Option.REUSE_ADDRESS)) {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, options.flag(Option.REUSE_ADDRESS, false));
        }
        if (options.has(Option.REUSE_PORT)) {
            channel.setOption(StandardSocketOptions.SO_REUSEPORT, options.flag(Option.REUSE_PORT, false));
        }
    }

    private static void setReceiveBuffer(SocketChannel channel, Options options) throws IOException {
        if (options.has(Option.RECEIVE_BUFFER_SIZE)) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, options.number(Option.RECEIVE_BUFFER_SIZE, 0));
        }
    }

    private static void set(SocketChannel channel, Options options, boolean unix) throws IOException {
        if (!unix && !options.has(Option.NO_DELAY)) {
            // Nagle and delayed acknowledgement together hold an answer back for 40 ms, on loopback too.
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        for (Option option : DECLARED) {
            Object value = options.value(option);
            if (value != null) {
                set(channel, socketOption(option), value);
            }
        }
        if (options.has(Option.OOB_INLINE)) {
            channel.socket().setOOBInline(options.flag(Option.OOB_INLINE, false)); // a channel has no name for it
        }
    }

    /** For a socket of the JDK that is to be connected. */
    static void set(Socket socket, Options options) throws IOException {
        for (Option option : DECLARED) {
            Object value = options.value(option);
            if (value != null) {
                set(socket, socketOption(option), value);
            }
        }
        if (options.has(Option.OOB_INLINE)) {
            socket.setOOBInline(options.flag(Option.OOB_INLINE, false));
        }
    }

    static void noteGranted(Track track, SocketChannel channel, Options options) throws IOException {
        for (Option option : DECLARED) {
            if (options.has(option)) {
                Granted.note(track, channel, socketOption(option), option, options);
            }
        }
    }

    @SuppressWarnings("unchecked") // the option's check has made sure of the type
    private static <T> void set(Socket socket, SocketOption<T> option, Object value) throws IOException {
        socket.setOption(option, (T) value);
    }

    @SuppressWarnings("unchecked") // as above
    private static <T> void set(SocketChannel channel, SocketOption<T> option, @Nullable Object value)
            throws IOException {
        channel.setOption(option, (T) value);
    }

    private static SocketOption<?> socketOption(Option option) {
        return switch (option) {
            case SEND_BUFFER_SIZE -> StandardSocketOptions.SO_SNDBUF;
            case NO_DELAY -> StandardSocketOptions.TCP_NODELAY;
            case KEEP_ALIVE -> StandardSocketOptions.SO_KEEPALIVE;
            case LINGER_SECONDS -> StandardSocketOptions.SO_LINGER;
            case TRAFFIC_CLASS -> StandardSocketOptions.IP_TOS;
            case QUICK_ACK -> ExtendedSocketOptions.TCP_QUICKACK;
            case KEEP_IDLE_SECONDS -> ExtendedSocketOptions.TCP_KEEPIDLE;
            case KEEP_INTERVAL_SECONDS -> ExtendedSocketOptions.TCP_KEEPINTERVAL;
            case KEEP_COUNT -> ExtendedSocketOptions.TCP_KEEPCOUNT;
            default -> throw new IllegalArgumentException("no option of a connected socket: " + option.attribute());
        };
    }
}
