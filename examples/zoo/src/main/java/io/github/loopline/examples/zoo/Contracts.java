package io.github.loopline.examples.zoo;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;

/**
 * What specimens are: small clients and servers.
 *
 * <p>Lines are UTF-8 and end in LF. Frames are a big-endian length of four bytes and that many bytes of UTF-8. UDP questions are
 * "ID QUESTION", their answers "ID ANSWER". A client does not keep its caller waiting much longer than the timeout of its peer,
 * whatever the peer does.
 */
public final class Contracts {

    private Contracts() {}

    /** Sends a line, returns the line that answers it. */
    public interface LineClient extends Closeable {
        String call(String line) throws IOException;
    }

    /** Sends a frame, returns the frame that answers it. */
    public interface FramedClient extends Closeable {
        String call(String request) throws IOException;
    }

    /** Sends lines without waiting, on one connection. */
    public interface AsyncClient extends Closeable {
        CompletableFuture<String> send(String line);
    }

    /** Connects, fetches all there is, disconnects. */
    public interface Fetcher {
        String fetch() throws IOException;
    }

    /** Sends, and expects no answer. */
    public interface Sender extends Closeable {
        void send(byte[] data) throws IOException;
    }

    /** Holds a connection in the background. */
    public interface Subscriber extends Closeable {
        boolean connected();
    }

    /** Connects without blocking the caller. */
    public interface Connector extends Closeable {
        CompletableFuture<Void> connect();
    }

    /** Asks over UDP, returns the answer without its id. */
    public interface UdpQuery extends Closeable {
        String ask(String question) throws IOException;
    }

    /** A server on 127.0.0.1, over TCP or UDP. */
    public interface Service extends Closeable {
        int port();

        /** Gives where it is. */
        default InetSocketAddress address() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), port());
        }
    }

    /** A server that sends each message to every connection. */
    public interface Publisher extends Service {
        void publish(byte[] message) throws IOException;
    }

    /** Stands for DNS. */
    public interface Resolver {
        InetAddress resolve(String host) throws UnknownHostException;
    }
}
