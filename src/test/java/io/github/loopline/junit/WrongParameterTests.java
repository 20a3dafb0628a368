package io.github.loopline.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.Loopback;
import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.fixture.Options;
import io.github.loopline.net.Family;
import io.github.loopline.net.Protocol;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Method;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ParameterResolutionException;

/** Declarations on parameters that are wrong: one exact line each, and no socket. */
class WrongParameterTests {

    @Test
    void wrong_parameters_are_told_in_one_line_and_open_nothing() {
        Run run = Samples.run(ParameterTestCase.class);

        Map<String, String> expected = new TreeMap<>();
        for (Method method : ParameterTestCase.class.getDeclaredMethods()) {
            if (method.isAnnotationPresent(Says.class)) {
                expected.put(method.getName(), said(method));
            }
        }
        assertThat(expected).hasSizeGreaterThan(25);
        assertThat(run.tests()).containsExactlyInAnyOrderElementsOf(expected.keySet());
        expected.forEach(
                (test, message) -> Misuse.isTold(run.failure(test), ParameterResolutionException.class, message));
    }

    private static String said(Method method) {
        String type = method.getParameterTypes()[0].getSimpleName();
        String annotation =
                method.getParameters()[0].getAnnotations()[0].annotationType().getSimpleName();
        return "@" + annotation + " parameter [it] in [ParameterTestCase." + method.getName() + "(" + type + ")]"
                + method.getAnnotation(Says.class).value();
    }

    @Retention(RetentionPolicy.RUNTIME)
    @interface Says {
        String value();
    }

    static class ParameterTestCase {

        @Says(
                " must be of type StreamServer, ServerSocket, ServerSocketChannel, InetSocketAddress or int but is String. Write StreamServer, say.")
        @Test
        void tcpServer(@TcpServer String it) {}

        @Says(" must be of type StreamClient, Socket or SocketChannel but is StreamServer. Write StreamClient, say.")
        @Test
        void tcpClient(@TcpClient StreamServer it) {}

        @Says(
                " must be of type DatagramPeer, DatagramSocket, MulticastSocket, DatagramChannel, InetSocketAddress or int but is Socket. Write DatagramPeer, say.")
        @Test
        void udpPeer(@UdpPeer Socket it) {}

        @Says(
                " must be of type StreamServer, ServerSocketChannel or UnixDomainSocketAddress but is ServerSocket. Write StreamServer, say.")
        @Test
        void unixServer(@UnixServer ServerSocket it) {}

        @Says(" must be of type StreamClient or SocketChannel but is Socket. Write StreamClient, say.")
        @Test
        void unixClient(@UnixClient Socket it) {}

        @Says(
                " must be of type InetSocketAddress, int or UnixDomainSocketAddress but is long. Write InetSocketAddress, say.")
        @Test
        void refusedPort(@RefusedPort long it) {}

        @Says(" must be of type InetSocketAddress or int but is UnixDomainSocketAddress. Write InetSocketAddress, say.")
        @Test
        void refusedUdpPort(@RefusedPort(protocol = Protocol.UDP) UnixDomainSocketAddress it) {}

        @Says(
                " must be of type InetSocketAddress, int or UnixDomainSocketAddress but is Object. Write InetSocketAddress, say.")
        @Test
        void unresponsivePort(@UnresponsivePort Object it) {}

        @Says(" must be of type StreamServer, ServerSocket, ServerSocketChannel, InetSocketAddress or int"
                + " but is Loopback. Write StreamServer, say.")
        @Test
        void loopback(@TcpServer Loopback it) {}

        @Says(
                " must be of type StreamServer, ServerSocket, ServerSocketChannel, InetSocketAddress or int but is String. Write StreamServer, say.")
        @Test
        void listOfStrings(@TcpServer(count = 2) List<String> it) {}

        @Says(" must not be an array. Write List<StreamServer> and count = 2, say.")
        @Test
        void array(@TcpServer(count = 2) StreamServer[] it) {}

        @Says(" must not be an array. Write List<Integer> and count = 2, say.")
        @Test
        void arrayOfPorts(@RefusedPort int[] it) {}

        @Says(" must be a List, to hold several, but is Set. Write List<type> and count = 2, say.")
        @Test
        void set(@UdpPeer(count = 2) Set<DatagramPeer> it) {}

        @SuppressWarnings("rawtypes")
        @Says(" must name the type that the List holds. Write List<type>.")
        @Test
        void rawList(@UnixServer(count = 2) List it) {}

        @Says(" must have one fixture annotation but has also @UdpPeer. Remove one.")
        @Test
        void two(@TcpServer @UdpPeer InetSocketAddress it) {}

        @Says(": backlog must be at least 1 but was 0. Write 1 for the shortest queue.")
        @Test
        void backlogZero(@TcpServer(backlog = 0) StreamServer it) {}

        @Says(": backlog must be at least 1 but was -1. Write 1 for the shortest queue.")
        @Test
        void backlogNegative(@UnixServer(backlog = -1) StreamServer it) {}

        @Says(": timeoutMillis must be at least 1 but was 0. Write 100, say: blocking = false does not"
                + " wait, and only sockets of the JDK take Options.NO_TIMEOUT.")
        @Test
        void timeoutZero(@TcpServer(timeoutMillis = 0) ServerSocket it) {}

        @Says(": timeoutMillis must be at least 1 but was -5. Write 100, say: blocking = false does not"
                + " wait, and only sockets of the JDK take Options.NO_TIMEOUT.")
        @Test
        void timeoutNegative(@UdpPeer(timeoutMillis = -5) DatagramPeer it) {}

        @Says(": timeoutMillis must not be NO_TIMEOUT for StreamServer, whose waits are always bounded."
                + " Write a number of milliseconds.")
        @Test
        void noTimeout(@TcpServer(timeoutMillis = Options.NO_TIMEOUT) StreamServer it) {}

        @Says(": timeoutMillis has no effect with blocking = false, which never waits. Remove one of them.")
        @Test
        void timeoutWithoutBlocking(@TcpServer(timeoutMillis = 5, blocking = false) StreamServer it) {}

        @Says(": timeoutMillis has no effect on ServerSocketChannel. Remove it, or inject StreamServer, ServerSocket,"
                + " InetSocketAddress or int.")
        @Test
        void timeoutOfChannel(@TcpServer(timeoutMillis = 5) ServerSocketChannel it) {}

        @Says(": blocking must not be false for ServerSocket, which always blocks. Remove it, or inject StreamServer or"
                + " ServerSocketChannel.")
        @Test
        void blockingServerSocket(@TcpServer(blocking = false) ServerSocket it) {}

        @Says(": blocking must not be false for Socket, which always blocks. Remove it, or inject StreamClient or"
                + " SocketChannel.")
        @Test
        void blockingSocket(@TcpClient(blocking = false) Socket it) {}

        @Says(
                ": blocking must not be false for DatagramSocket, which always blocks. Remove it, or inject DatagramPeer or"
                        + " DatagramChannel.")
        @Test
        void blockingDatagramSocket(@UdpPeer(blocking = false) DatagramSocket it) {}

        @Says(": port must be between 0 and 65535 but was 65536. Write 0 for a free port.")
        @Test
        void portTooLarge(@TcpServer(port = 65536) int it) {}

        @Says(": port must be between 0 and 65535 but was -1. Write 0 for a free port.")
        @Test
        void portNegative(@RefusedPort(port = -1) int it) {}

        @Says(": host must be a loopback address in digits but was 192.0.2.1. Write 127.0.0.1, 127.0.0.2 or ::1.")
        @Test
        void hostElsewhere(@TcpServer(host = "192.0.2.1") StreamServer it) {}

        @Says(": host must be a loopback address in digits but was 0.0.0.0."
                + " Write Options.WILDCARD to mean every address of this machine.")
        @Test
        void hostWildcard(@UdpPeer(host = "0.0.0.0") DatagramPeer it) {}

        @Says(": host must be an address that a socket can have but was 127.255.255.255."
                + " Write Options.WILDCARD to hear broadcasts.")
        @Test
        void hostBroadcast(@UdpPeer(host = "127.255.255.255") DatagramPeer it) {}

        @Says(": host must be a loopback address here but was Options.WILDCARD. Leave it out.")
        @Test
        void hostWildcardOfAClient(@TcpClient(host = Options.WILDCARD) StreamClient it) {}

        @Says(": host must be a loopback address here but was Options.WILDCARD. Leave it out.")
        @Test
        void hostWildcardRefused(@RefusedPort(host = Options.WILDCARD) InetSocketAddress it) {}

        @Says(": group must be a multicast address in digits but was 127.0.0.1. Write 239.1.2.3, say.")
        @Test
        void groupOfNobody(@UdpPeer(group = "127.0.0.1") DatagramPeer it) {}

        @Says(": group must be a multicast address in digits but was mcast.net. Write 239.1.2.3, say.")
        @Test
        void groupByName(@UdpPeer(group = "mcast.net") DatagramPeer it) {}

        @Says(": group must be of the family but 239.1.2.3 is not of INET6. Leave the family out.")
        @Test
        void groupOfTheOtherFamily(@UdpPeer(group = "239.1.2.3", family = Family.INET6) DatagramPeer it) {}

        @Says(": host must be Options.WILDCARD or left out with group = \"239.1.2.3\" but was 127.0.0.1,"
                + " where no group is heard. Leave it out.")
        @Test
        void groupOnAHost(@UdpPeer(group = "239.1.2.3", host = "127.0.0.1") DatagramPeer it) {}

        @Says(": multicastTtl must be between 0 and 255 but was 256. Write 1 for datagrams that no router passes on.")
        @Test
        void multicastTtl(@UdpPeer(multicastTtl = 256) DatagramPeer it) {}

        @Says(": ttl must be between 1 and 255 but was 0. Write 1 for packets that no router passes on.")
        @Test
        void ttl(@UdpPeer(ttl = 0) DatagramPeer it) {}

        @Says(": ttl must not be set on a socket that may share its address, by which it is found."
                + " Remove ttl, reuseAddress or reusePort.")
        @Test
        void ttlOfASharedAddress(@UdpPeer(ttl = 9, reusePort = true) DatagramPeer it) {}

        @Says(": trafficClass must be between 0 and 255 but was -1. Write 0x10 for low delay, say.")
        @Test
        void trafficClass(@UdpPeer(trafficClass = -1) DatagramPeer it) {}

        @Says(": host must be a loopback address in digits but was localhost. Write 127.0.0.1, 127.0.0.2 or ::1.")
        @Test
        void hostName(@TcpServer(host = "localhost") StreamServer it) {}

        @Says(": host must be of the family but ::1 is not of INET. Leave the family out.")
        @Test
        void hostOfOtherFamily(@TcpServer(host = "::1", family = Family.INET) StreamServer it) {}

        @Says(": family must be INET or INET6 here but was UNIX. Use the Unix fixtures.")
        @Test
        void familyUnix(@TcpServer(family = Family.UNIX) StreamServer it) {}

        @Says(": family must be given once but has 2 values. Write one.")
        @Test
        void twoFamilies(@TcpServer(family = {Family.INET, Family.INET6}) StreamServer it) {}

        @Says(": noDelay must be given once but has 3 values. Write one.")
        @Test
        void threeFlags(@TcpClient(noDelay = {true, false, true}) StreamClient it) {}

        @Says(": receiveBufferSize must be at least 1 but was 0. Write 1 for the smallest that the kernel gives.")
        @Test
        void receiveBufferZero(@TcpServer(receiveBufferSize = 0) StreamServer it) {}

        @Says(": sendBufferSize must be at least 1 but was -1. Write 1 for the smallest that the kernel gives.")
        @Test
        void sendBufferNegative(@TcpClient(sendBufferSize = -1) StreamClient it) {}

        @Says(": lingerSeconds must be between -1 and 65535 but was -2. Write Options.LINGER_OFF for none, 0 for an RST"
                + " at close.")
        @Test
        void lingerNegative(@TcpClient(lingerSeconds = -2) StreamClient it) {}

        @Says(": recordingLimit must be at least 0 but was -1. Write 0 to count and hash only.")
        @Test
        void recordingLimitNegative(@UdpPeer(recordingLimit = -1) DatagramPeer it) {}

        @Says(": count has no effect on ServerSocket. Remove it, or inject List<ServerSocket>.")
        @Test
        void countWithoutList(@TcpServer(count = 2) ServerSocket it) {}

        @Says(": onePort has no effect on StreamServer. Remove it, or inject List<StreamServer>.")
        @Test
        void onePortAlone(@TcpServer(onePort = true) StreamServer it) {}

        @Says(": onePort has no effect on ServerSocket. Remove it, or inject List<StreamServer>.")
        @Test
        void onePortOfJdk(@TcpServer(onePort = true, count = 2) List<ServerSocket> it) {}

        @Says(": count has no effect on int. Remove it, or inject List<Integer>.")
        @Test
        void countOfPort(@TcpServer(count = 2) int it) {}

        @Says(": count must be at least 1 for a List but was not set. Write how many to open.")
        @Test
        void listWithoutCount(@TcpServer List<StreamServer> it) {}

        @Says(": count must be at least 1 for a List but was 0. Write how many to open.")
        @Test
        void countZero(@TcpServer(count = 0) List<StreamServer> it) {}

        @Says(": count must be at least 1 for a List but was -3. Write how many to open.")
        @Test
        void countNegative(@TcpServer(count = -3) List<StreamServer> it) {}

        @Says(": path must have 1 to 106 bytes but has 107: " + LONG_PATH
                + ". Bind to a shorter one, such as a file in a" + " directory that Files.createTempDirectory made.")
        @Test
        void pathTooLong(@UnixServer(path = LONG_PATH) StreamServer it) {}

        @Says(": path must not exist but pom.xml does. Delete it first, or leave path out to get a fresh one.")
        @Test
        void pathThatExists(@UnixServer(path = "pom.xml") StreamServer it) {}
    }

    private static final String LONG_PATH =
            "/tmp/0123456789012345678901234567890123456789012345678901234567890123456789"
                    + "01234567890123456789012345678901";

    @Test
    void a_wrong_parameter_closes_what_the_parameters_before_it_opened() {
        Run run = Samples.run(SecondWrongTestCase.class);

        assertThat(run.failure("test"))
                .hasMessage(
                        "@TcpServer parameter [second] in [SecondWrongTestCase(StreamServer, StreamServer)]: backlog"
                                + " must be at least 1 but was 0. Write 1 for the shortest queue.");
        assertThat(run.failure("test").getSuppressed())
                .singleElement()
                .satisfies(transcript -> assertThat(transcript).hasMessageContaining("open on"));
    }

    static class SecondWrongTestCase {

        SecondWrongTestCase(@TcpServer StreamServer first, @TcpServer(backlog = 0) StreamServer second) {}

        @Test
        void test() {}
    }
}
