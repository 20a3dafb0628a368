package io.github.loopline.datagram;

import io.github.loopline.fixture.Hosts;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;

/** Opens UDP sockets that are recorded. */
final class UdpDatagrams {

    /** Asked for, so that a burst is not dropped while the engine is elsewhere; the kernel grants what it allows. */
    private static final int RECEIVE_BUFFER = 4 << 20;

    private UdpDatagrams() {}

    static DatagramPeer open(Scope scope, Options options) {
        DatagramChannel channel = DatagramSockets.open(options);
        try {
            if (!options.has(Option.RECEIVE_BUFFER_SIZE)) {
                channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
            }
            InetSocketAddress bound = (InetSocketAddress) channel.getLocalAddress();
            Track track = scope.log().track(null, -1, "udp-peer:" + bound.getPort(), options.recordingLimit());
            scope.log().add(track, EventKind.OPENED, bound);
            DatagramSockets.noteGranted(track, channel, options);
            UdpIo io = new UdpIo(channel, bound, track);
            if (options.has(Option.GROUP)) {
                io.join(DatagramSockets.group(options));
            }
            return DatagramPeer.start(scope, options, Hosts.reached(bound), io);
        } catch (IOException e) {
            throw DatagramSockets.failed(channel, DatagramSockets.address(options), e);
        }
    }
}
