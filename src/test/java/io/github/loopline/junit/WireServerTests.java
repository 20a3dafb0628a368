package io.github.loopline.junit;

import static io.github.loopline.check.Wire.CUT_EVERY_BYTE;
import static io.github.loopline.check.Wire.IDLE_CROWD;
import static io.github.loopline.check.Wire.QUIET_END;
import static io.github.loopline.check.Wire.RUDE_STRANGER;
import static io.github.loopline.check.Wire.SLOW_CROWD;
import static io.github.loopline.check.Wire.STRANGE_REQUEST;
import static io.github.loopline.junit.WireClient.ends;
import static io.github.loopline.junit.WireClient.failure;
import static io.github.loopline.script.Framing.lines;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import io.github.loopline.junit.WireStrangersTests.Service;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult.Status;

/** What the matrix makes of servers that hand on what they get, and of a test that waits longer than a run may take. */
class WireServerTests {

    /** Hands on what a client says to another server, and back, until both have ended. */
    private static void handOn(Socket client, SocketAddress upstream) {
        try (client;
                Socket server = new Socket()) {
            server.connect(upstream);
            Thread back = start(() -> copy(server, client));
            copy(client, server);
            back.join();
        } catch (IOException e) {
            // the end of that client
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is closed for all that matters
        }
    }

    private static Thread start(Runnable code) {
        Thread thread = new Thread(code, "proxy");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Test
    void a_proxy_may_hand_on_what_strangers_say() {
        Samples.run(ProxyTestCase.class).succeeded(1 + 2 + 1 + 1 + 2);
    }

    static class ProxyTestCase {

        @WireTest({RUDE_STRANGER, IDLE_CROWD, SLOW_CROWD, STRANGE_REQUEST})
        void hands_on(@TcpServer StreamServer upstream, @TcpClient StreamClient client) throws IOException {
            upstream.framing(lines()).answer(request -> "re:" + request.text());
            SocketAddress there = upstream.socketAddress();

            try (Service proxy = new Service(socket -> start(() -> handOn(socket, there)))) {
                client.connect(proxy.address()).send("ask\n").expect("re:ask\n");
            }
            assertThat(upstream).connection(0).hasReceived("ask\n");
        }
    }

    @Test
    void several_assertions_of_what_a_proxy_hands_on_may_fail_together() {
        Samples.run(SoftlyTestCase.class).succeeded(1 + 2);
    }

    static class SoftlyTestCase {

        @WireTest(RUDE_STRANGER)
        void hands_on(@TcpServer StreamServer upstream, @TcpClient StreamClient client) throws IOException {
            upstream.framing(lines()).answer(request -> "re:" + request.text());
            SocketAddress there = upstream.socketAddress();

            try (Service proxy = new Service(socket -> start(() -> handOn(socket, there)))) {
                client.connect(proxy.address()).send("ask\n").expect("re:ask\n");
            }
            assertAll(
                    () -> assertThat(upstream).connection(0).hasReceived("ask\n"),
                    () -> assertThat(upstream).connection(0).hasReceivedContaining("sk"));
        }
    }

    @Test
    void a_proxy_that_has_time_for_one_client_alone_is_found() {
        Run run = Samples.run(OneByOneTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "hands_on#2").replaceAll("client:\\d+", "client:N"))
                .isEqualTo("""
                beside 20 strangers who say nothing and read nothing: Expecting connection #0 of tcp-client:N to have \
                received: "re:ask\\n" (7 bytes) but received    : nothing, the peer is still connected
                  run it alone: -Dloopline.wire=IDLE_CROWD:20""");
    }

    static class OneByOneTestCase {

        @WireTest(IDLE_CROWD)
        void hands_on(@TcpServer StreamServer upstream, @TcpClient(timeoutMillis = 3000) StreamClient client)
                throws IOException {
            upstream.framing(lines()).answer(request -> "re:" + request.text());
            SocketAddress there = upstream.socketAddress();

            try (Service proxy = new Service(socket -> handOn(socket, there))) {
                client.connect(proxy.address()).send("ask\n").expect("re:ask\n");
            }
        }
    }

    /** A server that is slow at first: it lets clients take turns, and forgets to let the next one if one goes away in the middle of its own. */
    private static final class Turns {

        private static final long SLOW_MILLIS = 20;

        private final AtomicBoolean hasBegun = new AtomicBoolean();
        private final Semaphore turn = new Semaphore(1);
        private final CountDownLatch served = new CountDownLatch(1);

        void take(Socket socket) {
            try (socket) {
                if (!hasBegun.getAndSet(true) && served.await(SLOW_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
                InputStream in = socket.getInputStream();
                String first = String.valueOf((char) in.read());
                turn.acquire();
                String answer = first + WireClient.line(in) + "\n";
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                turn.release();
                served.countDown();
            } catch (IOException e) {
                // the end of that client
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void a_server_that_holds_something_while_it_reads_sees_the_reset_there() {
        Run run = Samples.run(TurnsTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "asks#3").replaceAll("client:\\d+", "client:N")).isEqualTo("""
                after a stranger who sent RST behind byte 2 of request 1: Expecting connection #0 of tcp-client:N to have \
                received: "ask\\n" (4 bytes) but received    : nothing, the peer is still connected
                  run it alone: -Dloopline.wire=RUDE_STRANGER:2""");
    }

    static class TurnsTestCase {

        @WireTest(RUDE_STRANGER)
        void asks(@TcpClient(timeoutMillis = 3000) StreamClient client) throws IOException {
            Turns turns = new Turns();
            try (Service service = new Service(socket -> start(() -> turns.take(socket)))) {
                client.connect(service.address()).send("ask\n").expect("ask\n");
            }
        }
    }

    /** Answers what comes in one piece. */
    private static void answer(Socket socket, boolean patient) {
        try {
            InputStream in = socket.getInputStream();
            byte[] request = new byte[16];
            for (int n = in.read(request); n == 4 || patient; n = in.read(request)) {
                if (n == 4) {
                    socket.getOutputStream().write("ok\n".getBytes(StandardCharsets.US_ASCII));
                } else if (n < 0) {
                    return; // and leaves it open
                }
            }
        } catch (IOException e) {
            // the end of that client
        }
    }

    @Test
    void who_still_waits_for_a_fixture_says_for_which_verb() {
        Run run = Samples.run(WaitsTestCase.class);

        assertThat(ends(run)).containsExactly(Status.SUCCESSFUL, Status.FAILED);
        assertThat(failure(run, "asks#2"))
                .startsWith(
                        "cut after byte 1 of request 1: it did not end within 2 s but was still waiting for a fixture"
                                + " in expect, called at WaitsTestCase.asks(WireServerTests.java:")
                .endsWith("\n  run it alone: -Dloopline.wire=CUT_EVERY_BYTE:0.0.1");
    }

    static class WaitsTestCase {

        @WireTest(value = CUT_EVERY_BYTE, withinMillis = 2000)
        void asks(@TcpClient StreamClient client) throws IOException {
            try (Service service = new Service(socket -> start(() -> answer(socket, false)))) {
                client.connect(service.address()).send("ask\n").expect("ok\n");
            }
        }
    }

    @Test
    void a_server_may_keep_a_connection_half_open_longer_than_a_run_takes() {
        Samples.run(KeepsTestCase.class).succeeded(1 + 1);
    }

    static class KeepsTestCase {

        @WireTest(value = QUIET_END, withinMillis = 2000)
        void asks(@TcpClient StreamClient client) throws IOException {
            try (Service service = new Service(socket -> start(() -> answer(socket, true)))) {
                client.connect(service.address()).send("ask\n").expect("ok\n");
            }
        }
    }
}
