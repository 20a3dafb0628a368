package io.github.loopline.datagram;

import io.github.loopline.fixture.NativeSockets;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.internal.posix.Capabilities;
import io.github.loopline.internal.posix.Constants;
import io.github.loopline.internal.posix.NativeSocket;
import io.github.loopline.internal.posix.PollEngine;
import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.Addresses;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.SocketAddress;

/** Opens sockets for reliably delivered messages. They are not bound: each has an address of its own from the start. */
final class TipcDatagrams {

    private TipcDatagrams() {}

    static DatagramPeer open(Scope scope, Options options) {
        NativeSocket socket = Capabilities.open(Constants.AF_TIPC, Constants.SOCK_RDM, 0);
        boolean opened = false;
        try {
            NativeSockets.set(socket, options);
            SocketAddress own = socket.localAddress();
            Track track = scope.log().track(null, -1, "rdm-peer:" + Addresses.text(own), options.recordingLimit());
            scope.log().add(track, EventKind.OPENED, own);
            NativeSockets.noteGranted(track, socket, options);
            DatagramIo io = new TipcIo(socket, PollEngine.shared(), track);
            DatagramPeer peer = DatagramPeer.start(scope, options, own, io);
            opened = true;
            return peer;
        } catch (IOException e) {
            throw new FixtureException("Cannot open a TIPC socket: " + e.getMessage() + ".", e);
        } finally {
            if (!opened) {
                socket.close();
            }
        }
    }
}
