package io.github.loopline;

import static io.github.loopline.fault.StreamFault.reset;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.link.StreamLink;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** What Wireshark says of a capture of real sockets. Runs where {@code tshark} is installed. */
@Isolated // see Forked
@EnabledIf(value = "isInstalled", disabledReason = "tshark is not installed")
class WiresharkTests {

    private static final Path TSHARK = Path.of("/usr/bin/tshark");

    @TempDir
    Path directory;

    static boolean isInstalled() {
        return Files.isExecutable(TSHARK);
    }

    @Test
    void opens_a_capture_without_a_complaint() throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer().echo();
            StreamClient client = net.connectTo(server).send("hello");
            client.expect("hello").send(new byte[200_000]).receive(200_000);
            client.shutdownOutput();
            client.expectEnd();
            resetIn(net);
            closeOverIpv6(net);
            net.connectTo(net.unixServer().greeting("hi")).expect("hi");
            sendDatagram(net.udpPeer(), "127.0.0.1");
            net.transcript().writeCaptureTo(directory.resolve("transcript.pcapng"));
        }

        assertThat(tshark("-Y", "tcp or udp")).hasSizeGreaterThan(20);
        assertThat(tshark("-Y", "_ws.malformed or _ws.expert.severity >= \"Warning\" and not tcp.flags.reset == 1"))
                .isEmpty();
        assertThat(tshark("-Y", "tcp.analysis.flags")).isEmpty();
        assertThat(tshark("-Y", "ip.checksum.status == 0 or tcp.checksum.status == 0 or udp.checksum.status == 0"))
                .isEmpty();
        assertThat(tshark("-Y", "tcp.stream == 0 and tcp.flags.fin == 1")).hasSize(2);
        assertThat(tshark("-Y", "frame.interface_name contains \"unix-server\""))
                .hasSize(1);
        assertThat(tshark("-q", "-z", "follow,tcp,ascii,1"))
                .containsSequence("18", "GET / HTTP/1.0", "", "", "\t4", "oops");
    }

    @Test
    void follows_streams_through_a_link_byte_for_byte() throws Exception {
        byte[] payload = new byte[150_000];
        new Random(1).nextBytes(payload);
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer().echo();
            StreamLink link = net.tcpLink().to(server);
            StreamClient client = net.tcpClient();
            client.connect(link.address());
            client.send(payload).receive(payload.length);
            link.apply(reset().afterBytes(3).toClient());
            StreamClient other = net.tcpClient();
            other.connect(link.address());
            other.send("hello").receive(3);
            sendDatagram(net.udpPeer(spec -> spec.host("::1")), "::1");
            net.transcript().writeCaptureTo(directory.resolve("transcript.pcapng"));
        }

        isFlawless();
        List<String> streams =
                tshark("-q", "-z", "follow,tcp,raw,0", "-z", "follow,tcp,raw,1", "-z", "follow,tcp,raw,2");
        String hex = HexFormat.of().formatHex(payload);
        assertThat(followed(streams, 0, false)).isEqualTo(hex);
        assertThat(followed(streams, 0, true)).isEqualTo(hex);
        assertThat(followed(streams, 1, false)).isEqualTo(hex);
        assertThat(followed(streams, 1, true)).isEqualTo(hex);
        assertThat(followed(streams, 2, false)).isEqualTo("68656c6c6f");
        assertThat(followed(streams, 2, true)).isEqualTo("68656c");
    }

    @Test
    void follows_a_stream_over_ipv6_byte_for_byte() throws Exception {
        byte[] payload = new byte[150_000];
        new Random(2).nextBytes(payload);
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.tcpServer(spec -> spec.host("::1")).echo();
            net.connectTo(server).send(payload).receive(payload.length);
            net.transcript().writeCaptureTo(directory.resolve("transcript.pcapng"));
        }

        isFlawless();
        assertThat(tshark("-Y", "ipv6 and tcp.len > 0")).isNotEmpty();
        List<String> streams = tshark("-q", "-z", "follow,tcp,raw,0");
        String hex = HexFormat.of().formatHex(payload);
        assertThat(followed(streams, 0, false)).isEqualTo(hex);
        assertThat(followed(streams, 0, true)).isEqualTo(hex);
    }

    private void isFlawless() throws Exception {
        assertThat(tshark(
                        "-Y",
                        "_ws.malformed or tcp.analysis.flags or ip.checksum.status == 0 or tcp.checksum.status == 0"
                                + " or udp.checksum.status == 0"))
                .isEmpty();
    }

    /** Joins what one side sent: the other's lines are indented. */
    private static String followed(List<String> output, int stream, boolean answers) {
        int from = output.indexOf("Filter: tcp.stream eq " + stream);
        return output.stream()
                .skip(from + 1)
                .takeWhile(line -> !line.startsWith("===="))
                .filter(line -> line.matches("\\t?[0-9a-f]+") && line.startsWith("\t") == answers)
                .map(String::strip)
                .collect(Collectors.joining());
    }

    private static void resetIn(Loopback net) throws IOException {
        StreamServer server = net.tcpServer();
        try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            server.connection(0).expectLine("GET / HTTP/1.0").send("oops").reset();
        }
    }

    private static void closeOverIpv6(Loopback net) throws IOException {
        StreamServer server = net.tcpServer(spec -> spec.host("::1"));
        try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
            socket.getOutputStream().write(1);
        }
        server.connection(0).receiveToEnd();
        server.connection(0).close();
    }

    private static void sendDatagram(DatagramPeer peer, String from) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName(from))) {
            socket.send(new DatagramPacket(new byte[] {1, 2, 3}, 3, peer.address()));
        }
        peer.receive();
    }

    private List<String> tshark(String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(TSHARK.toString(), "-r", "transcript.pcapng"));
        Stream.of("ip", "tcp", "udp").forEach(each -> command.addAll(List.of("-o", each + ".check_checksum:TRUE")));
        command.addAll(List.of(options));
        Path output = directory.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return Files.readAllLines(output);
    }
}
