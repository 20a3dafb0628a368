package io.github.loopline.datagram;

import io.github.loopline.fixture.NativeSockets;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.UnixPaths;
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

/** Opens Unix datagram sockets. */
final class UnixDatagrams {

    private UnixDatagrams() {}

    static DatagramPeer open(Scope scope, String name, Options options) {
        NativeSocket socket = Capabilities.open(Constants.AF_UNIX, Constants.SOCK_DGRAM, 0);
        boolean opened = false;
        try {
            NativeSockets.set(socket, options);
            SocketAddress bound = NativeSockets.bind(socket, UnixPaths.nativeOf(options), options);
            Track track = scope.log().track(null, -1, name + ":" + Addresses.text(bound), options.recordingLimit());
            scope.log().add(track, EventKind.OPENED, bound);
            NativeSockets.noteGranted(track, socket, options);
            DatagramIo io = new NativeDatagramIo(socket, PollEngine.shared(), track);
            DatagramPeer peer = DatagramPeer.start(scope, options, bound, io);
            opened = true;
            return peer;
        } catch (IOException e) {
            throw new FixtureException("Cannot open a Unix datagram socket: " + e.getMessage() + ".", e);
        } finally {
            if (!opened) {
                socket.close();
            }
        }
    }
}
