package io.github.loopline.link;

import io.github.loopline.internal.engine.EventLoop;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** A datagram socket of a link, of UDP or of a Unix path. It lives on its loop's thread once it reads. */
interface LinkSocket {

    /** Datagrams of one socket before another gets its turn. */
    int MOST_READS = 256;

    /** Who takes what comes. */
    interface Reader {

        /** Takes a datagram, which is in a buffer of the loop. */
        void received(ByteBuffer data, SocketAddress sender) throws IOException;

        /** Hears what ended the reading. */
        void failed(Throwable failure);
    }

    /** Gives the thread that the socket lives on. */
    EventLoop loop();

    /** Gives what it is bound to. */
    SocketAddress address() throws IOException;

    /** Refuses an address of another kind. */
    void check(SocketAddress server);

    /** Opens a socket to send to a server from, for a client; it has an address of its own if the client has one. */
    LinkSocket towards(SocketAddress server, SocketAddress client) throws IOException;

    /** Begins to read. */
    void read(Reader reader) throws IOException;

    /** Stops reading, or goes on: those who send to it wait meanwhile. */
    void pause(boolean wanted);

    /** Hands a datagram to the kernel; false if whoever is to have it has no room now. */
    boolean send(ByteBuffer data, SocketAddress receiver) throws IOException;

    /** Lets senders hear that nobody is there, or no longer. */
    void beReachable(boolean wanted) throws IOException;

    /** Closes it, and deletes its file if it has one. */
    void close() throws IOException;
}
