package io.github.loopline.examples.zoo.serving;

import static io.github.loopline.check.Wire.IDLE_CROWD;
import static io.github.loopline.check.Wire.RUDE_STRANGER;

import io.github.loopline.junit.TcpClient;
import io.github.loopline.junit.WireTest;
import io.github.loopline.stream.StreamClient;
import org.junit.jupiter.api.Test;

class ServingTest {

    @WireTest(RUDE_STRANGER)
    void accept_loop_dies(@TcpClient StreamClient client) throws Exception {
        try (var service = AcceptLoopDies.open()) {
            client.connect(service.address()).send("1hello\n").expect("hello\n");
        }
    }

    @WireTest(IDLE_CROWD)
    void backlog_overflow(@TcpClient(timeoutMillis = 800) StreamClient client) throws Exception {
        try (var service = BacklogOverflow.open()) {
            client.connect(service.address()).send("hello\n").expect("hello\n");
        }
    }

    @Test
    void response_lost_by_reset(@TcpClient StreamClient client) throws Exception {
        try (var service = ResponseLostByReset.open()) {
            client.connect(service.address()).send("PUT 8388608\n").send(new byte[8388608]);
            client.expect("413\n").expectFin();
        }
    }

    @Test
    void time_wait_rebind(@TcpClient StreamClient client) throws Exception {
        var service = TimeWaitRebind.open(0);
        client.connect(service.address()).send("QUIT\n").expectFin();
        service.close();
        TimeWaitRebind.open(service.port()).close();
    }

    @Test
    void port_toctou(@TcpClient StreamClient client) throws Exception {
        try (var service = PortToctou.open(client::connect)) {
            client.send("hello\n").expect("hello\n");
        }
    }
}
