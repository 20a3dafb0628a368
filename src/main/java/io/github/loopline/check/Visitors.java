package io.github.loopline.check;

import io.github.loopline.check.WireRecord.Sent;
import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.internal.Deadline;
import io.github.loopline.internal.SocketTable;
import io.github.loopline.stream.StreamClient;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Clients that come to a server under test before the fixtures do, in a run of the wire matrix, and that behave as strangers may. Not
 * for users. Thread-safe.
 */
public final class Visitors implements AutoCloseable {

    private static final int CROWD = 20;

    /** Who is not connected by then has met a queue that is full. Else it takes well under 1 ms. */
    private static final int PENDING_MILLIS = 200;

    /** What a server gets to make something of what it was sent; on a busy machine it may be long in coming to that. */
    private static final Duration MOST = Duration.ofSeconds(1);

    private static final Duration PAUSE = Duration.ofMillis(1); // nothing signals that somebody reads

    private static final int SMALL_BUFFER = 4096;

    /** Bytes of nonsense, which a length may be among. */
    private static final int NONSENSE = 64;

    private static final int INVERTED = 0;
    private static final int HUGE = 1;

    private static final Set<Wire> COMING =
            EnumSet.of(Wire.RUDE_STRANGER, Wire.IDLE_CROWD, Wire.SLOW_CROWD, Wire.STRANGE_REQUEST);

    private final WireCase applied;
    private final Set<SocketAddress> visited = ConcurrentHashMap.newKeySet();
    private final Set<Socket> there = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Come in one run.
     *
     * @param applied its condition, any
     */
    public Visitors(WireCase applied) {
        this.applied = applied;
    }

    /** Gives the runs in which strangers come, if clients connect to something under test. */
    static List<WireCase> plan(Wire wire, WireRecord recorded) {
        if (wire == Wire.GONE_SENDER) {
            return recorded.peers().stream()
                            .anyMatch(peer -> peer.begins() && !peer.opening().isEmpty())
                    ? List.of(of(wire, 0, "after a stranger who asked the same and is gone"))
                    : List.of();
        }
        if (wire == Wire.RUDE_SENDER) {
            return recorded.peers().stream().anyMatch(WireRecord.Peer::begins)
                    ? List.of(
                            of(wire, 0, "after a stranger who sent an empty datagram"),
                            of(wire, 1, "after a stranger who sent a datagram of one byte, ff"))
                    : List.of();
        }
        if (!recorded.dials()) {
            return List.of();
        }
        int half = request(recorded).length / 2;
        if (wire == Wire.STRANGE_REQUEST) {
            return List.of(
                    of(wire, INVERTED, "after a stranger who sent a request with all bits inverted"),
                    of(wire, HUGE, "after a stranger who sent 7f ff ff ff, as where a length is"));
        }
        if (wire == Wire.SLOW_CROWD) {
            return half == 0
                    ? List.of()
                    : List.of(of(wire, half, "beside " + CROWD + " strangers who have sent half of request 1"));
        }
        if (wire == Wire.IDLE_CROWD) {
            return List.of(of(wire, CROWD, "beside " + CROWD + " strangers who say nothing and read nothing"));
        }
        List<WireCase> cases = new ArrayList<>();
        cases.add(of(wire, 0, "after a stranger who sent RST"));
        if (half > 0) {
            cases.add(of(wire, half, "after a stranger who sent RST behind byte " + half + " of request 1"));
        }
        return cases;
    }

    private static WireCase of(Wire wire, long number, String words) {
        return new WireCase(wire, List.of(number), words, "");
    }

    private static byte[] request(WireRecord recorded) {
        return recorded.streams().stream()
                .filter(sent -> !sent.answers())
                .findFirst()
                .map(Sent::bytes)
                .orElse(new byte[0]);
    }

    /**
     * Connect before a fixture does, once to each address.
     *
     * @param address where to
     * @param fixtures those that the matrix covers, which strangers do not come to
     * @param plain what they did in the plain run
     */
    public synchronized void comeTo(SocketAddress address, List<Object> fixtures, WireRecord plain) {
        if (!COMING.contains(applied.wire()) || !WireRecorder.isStranger(address, fixtures) || !visited.add(address)) {
            return;
        }
        try {
            come(address, applied.place().get(0).intValue(), request(plain));
        } catch (IOException e) {
            // no room for more, and the fixture will see that
        }
    }

    private void come(SocketAddress address, int number, byte[] request) throws IOException {
        switch (applied.wire()) {
            case IDLE_CROWD -> {
                for (int i = 0; i < number; i++) {
                    connect(address);
                }
            }
            case SLOW_CROWD -> {
                for (int i = 0; i < CROWD; i++) {
                    connect(address).getOutputStream().write(Arrays.copyOf(request, number));
                }
            }
            case STRANGE_REQUEST -> {
                Socket strange = connect(address);
                strange.getOutputStream().write(number == INVERTED ? inverted(request) : huge());
                strange.shutdownOutput();
                readAWhile(strange);
            }
            default -> {
                Socket rude = connect(address);
                rude.getOutputStream().write(Arrays.copyOf(request, number));
                awaitRead(rude); // so that RST comes while the server waits for the rest
                rude.setSoLinger(true, 0);
                rude.close();
            }
        }
    }

    /** Reads while the server makes of it what it can; one that pushes news has no end. */
    private static void readAWhile(Socket strange) throws IOException {
        strange.setSoTimeout(PENDING_MILLIS);
        Deadline deadline = Deadline.after(MOST);
        byte[] answer = new byte[SMALL_BUFFER];
        while (!deadline.isOver() && strange.getInputStream().read(answer) >= 0) {
            // what it says is nothing to a stranger
        }
    }

    /** Waits until the server has read what it was sent, where the kernel tells; one that is busy with others does not do so. */
    private static void awaitRead(Socket sent) {
        InetSocketAddress here = (InetSocketAddress) sent.getLocalSocketAddress();
        InetSocketAddress server = (InetSocketAddress) sent.getRemoteSocketAddress();
        Deadline deadline = Deadline.after(MOST);
        while (SocketTable.isThere() && SocketTable.inFlight(here, server) > 0 && !deadline.isOver()) {
            Idle.pass(PAUSE);
        }
    }

    private static byte[] inverted(byte[] request) {
        byte[] inverted = Arrays.copyOf(request, Math.max(1, Math.min(request.length, NONSENSE)));
        for (int i = 0; i < inverted.length; i++) {
            boolean endsLine = inverted[i] == '\r' || inverted[i] == '\n';
            inverted[i] = (byte) (endsLine ? inverted[i] : ~inverted[i]);
        }
        return inverted;
    }

    /** A length of one, two, four or eight bytes that is as large as it can be, and positive. */
    private static byte[] huge() {
        byte[] huge = new byte[NONSENSE];
        Arrays.fill(huge, (byte) 0xff);
        huge[0] = 0x7f;
        return huge;
    }

    /**
     * Send a datagram before a fixture does, once to each address.
     *
     * @param address where to
     * @param fixtures those that the matrix covers, which strangers do not send to
     * @param plain what they did in the plain run
     */
    public synchronized void sendTo(SocketAddress address, List<Object> fixtures, WireRecord plain) {
        if ((applied.wire() == Wire.RUDE_SENDER || applied.wire() == Wire.GONE_SENDER)
                && address instanceof InetSocketAddress here
                && isOfOne(here)
                && fixtures.stream()
                        .noneMatch(each -> each instanceof DatagramPeer peer
                                && peer.socketAddress().equals(address))
                && visited.add(address)) {
            byte[] data = applied.wire() == Wire.RUDE_SENDER ? applied.nonsense() : question(plain);
            try (DatagramSocket rude = new DatagramSocket(0, here.getAddress())) {
                rude.send(new DatagramPacket(data, data.length, here));
            } catch (IOException e) {
                // nobody is there, and the fixture will see that
            }
        }
    }

    private static byte[] question(WireRecord plain) {
        return plain.peers().stream()
                .filter(peer -> peer.begins() && !peer.opening().isEmpty())
                .map(peer -> peer.opening().get(0))
                .findFirst()
                .orElse(new byte[0]);
    }

    /** Tells whether others cannot hear what is sent there. */
    private static boolean isOfOne(InetSocketAddress address) {
        return !address.getAddress().isMulticastAddress()
                && !address.getHostString().endsWith(".255");
    }

    private Socket connect(SocketAddress address) throws IOException {
        Socket socket = new Socket();
        there.add(socket);
        if (closed) {
            socket.close(); // and nobody connects it
        }
        socket.setReceiveBufferSize(SMALL_BUFFER);
        socket.connect((InetSocketAddress) address, PENDING_MILLIS);
        return socket;
    }

    /**
     * Tell whether what strangers say may come to a fixture, through code under test that hands on what it gets.
     *
     * @param fixture any
     * @return true for what is no client, if strangers have come
     */
    public boolean mayReach(Object fixture) {
        return !visited.isEmpty() && COMING.contains(applied.wire()) && !(fixture instanceof StreamClient);
    }

    /** Leave, also in the middle of a write that a server does not read. */
    @Override
    public void close() {
        closed = true;
        for (Socket socket : there) {
            try {
                socket.close();
            } catch (IOException e) {
                // it is closed for all that matters
            }
        }
    }
}
