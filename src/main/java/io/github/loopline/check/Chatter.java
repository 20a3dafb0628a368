package io.github.loopline.check;

import io.github.loopline.datagram.Datagram;
import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.internal.Deadline;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A stranger who keeps sending to whoever waits for an answer, until the test has ended or its time is over. */
final class Chatter extends Meanwhile {

    private static final Duration PAUSE = Duration.ofMillis(20);

    @Override
    void watch(Call<?> call, Duration time) {
        long start = System.nanoTime();
        Applied applied = struck(call, time);
        if (applied != null && applied.fixture() instanceof DatagramPeer peer) {
            Duration left = time.minusNanos(System.nanoTime() - start);
            found(chat(call, left.isNegative() ? Duration.ZERO : left, time, peer));
            applied.fault().close();
        }
    }

    private static @Nullable String chat(Call<?> call, Duration left, Duration time, DatagramPeer peer) {
        InetSocketAddress here = (InetSocketAddress) peer.socketAddress();
        try (DatagramSocket stranger = new DatagramSocket(0, here.getAddress())) {
            Deadline deadline = Deadline.after(left);
            while (!deadline.isOver()) {
                for (Datagram question : WireRecorder.asked(peer)) {
                    byte[] data = question.data();
                    stranger.send(new DatagramPacket(data, data.length, question.sender()));
                }
                if (call.awaitEnd(PAUSE)) {
                    return null;
                }
            }
        } catch (IOException e) {
            return null; // who listens to nobody else is not disturbed
        }
        return "it did not end within " + Deadline.text(time) + " while datagrams came from another port, but was in"
                + Hang.text(call.stack());
    }
}
