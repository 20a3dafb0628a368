package io.github.loopline.junit;

import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** Declarations on fields that are wrong: one exact line each, and no socket. */
class WrongFieldTests {

    @Test
    void wrong_fields_are_told_in_one_line_and_open_nothing() {
        Run run = Samples.run(
                WrongTypeTestCase.class,
                WrongStaticTypeTestCase.class,
                FinalTestCase.class,
                StaticFinalTestCase.class,
                TwoAnnotationsTestCase.class,
                WrongAttributeTestCase.class,
                ListTestCase.class);

        Misuse.isTold(
                run.failure("wrongType"),
                ExtensionConfigurationException.class,
                "@UnixServer field [String WrongTypeTestCase.server] must be of type StreamServer,"
                        + " ServerSocketChannel or UnixDomainSocketAddress but is String. Write StreamServer, say.");
        Misuse.isTold(
                run.failure("WrongStaticTypeTestCase"),
                ExtensionConfigurationException.class,
                "@TcpClient field [static Path WrongStaticTypeTestCase.client] must be of type StreamClient,"
                        + " Socket or SocketChannel but is Path. Write StreamClient, say.");
        Misuse.isTold(
                run.failure("finalField"),
                ExtensionConfigurationException.class,
                "@TcpServer field [StreamServer FinalTestCase.server] must not be final. Remove the modifier.");
        Misuse.isTold(
                run.failure("StaticFinalTestCase"),
                ExtensionConfigurationException.class,
                "@UdpPeer field [static DatagramPeer StaticFinalTestCase.PEER] must not be final."
                        + " Remove the modifier.");
        Misuse.isTold(
                run.failure("twoAnnotations"),
                ExtensionConfigurationException.class,
                "@RefusedPort field [int TwoAnnotationsTestCase.port] must have one fixture annotation but has"
                        + " also @UnresponsivePort. Remove one.");
        Misuse.isTold(
                run.failure("wrongAttribute"),
                ExtensionConfigurationException.class,
                "@TcpServer field [ServerSocket WrongAttributeTestCase.listener]: backlog must be at least 1 but"
                        + " was 0. Write 1 for the shortest queue.");
        Misuse.isTold(
                run.failure("list"),
                ExtensionConfigurationException.class,
                "@TcpServer field [List ListTestCase.servers] must name the type that the List holds."
                        + " Write List<type>.");
    }

    static class WrongTypeTestCase {

        @UnixServer
        String server;

        @Test
        void wrongType() {}
    }

    static class WrongStaticTypeTestCase {

        @TcpClient
        static Path client;

        @Test
        void test() {}
    }

    static class FinalTestCase {

        @TcpServer
        final StreamServer server = null;

        @Test
        void finalField() {}
    }

    static class StaticFinalTestCase {

        @UdpPeer
        static final DatagramPeer PEER = null;

        @Test
        void test() {}
    }

    static class TwoAnnotationsTestCase {

        @RefusedPort
        @UnresponsivePort
        int port;

        @Test
        void twoAnnotations() {}
    }

    static class WrongAttributeTestCase {

        @TcpServer(backlog = 0)
        ServerSocket listener;

        @Test
        void wrongAttribute() {}
    }

    static class ListTestCase {

        @SuppressWarnings("rawtypes")
        @TcpServer(count = 2)
        List servers;

        @Test
        void list() {}
    }
}
