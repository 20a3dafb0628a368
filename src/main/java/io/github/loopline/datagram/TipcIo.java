package io.github.loopline.datagram;

import io.github.loopline.internal.posix.Incoming;
import io.github.loopline.internal.posix.NativeSocket;
import io.github.loopline.internal.posix.PollEngine;
import io.github.loopline.net.FixtureException;
import io.github.loopline.net.TipcAddress;
import io.github.loopline.trace.Addresses;
import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** A socket of TIPC. */
final class TipcIo extends NativeDatagramIo {

    /** TIPC_MAX_USER_MSG_SIZE (linux/tipc.h). */
    private static final int MOST_BYTES = 66_000;

    TipcIo(NativeSocket socket, PollEngine engine, Track track) {
        super(socket, engine, track);
    }

    @Override
    void check(SocketAddress destination, byte[] data) {
        if (!(destination instanceof TipcAddress)) {
            throw new IllegalArgumentException("A TIPC peer sends to TIPC addresses only but was given "
                    + Addresses.text(destination) + ". Send to a TipcAddress.");
        }
        if (data.length == 0) {
            throw new FixtureException("Cannot send 0 bytes from " + track()
                    + ": TIPC drops empty messages where they arrive. Send at least one byte.");
        }
        if (data.length > MOST_BYTES) {
            throw new FixtureException("Cannot send " + Bytes.count(data.length) + " from " + track()
                    + ": a message has at most " + MOST_BYTES + ". Send several.");
        }
    }

    @Override
    void checkConnect(SocketAddress destination) {
        throw new FixtureException(track() + " cannot be connected, as only UDP and Unix peers can. Use sendTo(...).");
    }

    /** Does not ask for the length first, as TIPC does not tell it. */
    @Override
    boolean receive(DatagramPeer reader) throws IOException {
        ByteBuffer buffer = loop().buffer(MOST_BYTES);
        Incoming in = socket().receive(buffer);
        if (in == null) {
            return false;
        }
        reader.received(buffer.flip(), in.sender());
        return true;
    }
}
