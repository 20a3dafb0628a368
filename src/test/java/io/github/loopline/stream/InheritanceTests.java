package io.github.loopline.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.condition.OS.LINUX;

import io.github.loopline.Loopback;
import io.github.loopline.junit.EnabledIfSocket;
import io.github.loopline.net.Family;
import io.github.loopline.net.SocketType;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated // starts a process
@EnabledIfSocket(family = Family.UNIX, type = SocketType.SEQPACKET)
class InheritanceTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    @Test
    @EnabledOnOs(LINUX)
    void no_child_process_has_a_socket(@TempDir Path directory) throws Exception {
        net.connectTo(net.tcpServer());
        net.connectTo(net.packetServer());
        net.open(UnixClientSpec.create().as(SocketChannel.class));
        net.udpPeer();
        Path listing = directory.resolve("descriptors");
        Process process = new ProcessBuilder("sh", "-c", "ls -l /proc/self/fd")
                .redirectErrorStream(true)
                .redirectOutput(listing.toFile())
                .start();

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(listing)).contains(listing.toString()).doesNotContain("socket:");
    }
}
