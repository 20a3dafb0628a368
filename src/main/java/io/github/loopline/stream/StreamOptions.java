package io.github.loopline.stream;

import io.github.loopline.fixture.Granted;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** Sets the declared options of a connected, or connecting, stream socket. */
final class StreamOptions {

    private static final Option[] DECLARED = {
        Option.SEND_BUFFER_SIZE, Option.NO_DELAY, Option.KEEP_ALIVE, Option.LINGER_SECONDS
    };

    private StreamOptions() {}

    /** For an accepted socket, which has the receive buffer from its listener. */
    static void set(SocketChannel channel, Options options, boolean unix) throws IOException {
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
    }

    /** For a socket that is to be connected. */
    static void setUnconnected(SocketChannel channel, Options options, boolean unix) throws IOException {
        set(channel, options, unix);
        if (options.has(Option.RECEIVE_BUFFER_SIZE)) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, options.number(Option.RECEIVE_BUFFER_SIZE, 0));
        }
        if (options.has(Option.REUSE_ADDRESS)) {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, options.flag(Option.REUSE_ADDRESS, false));
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
            default -> throw new IllegalArgumentException("no option of a connected socket: " + option.attribute());
        };
    }
}
