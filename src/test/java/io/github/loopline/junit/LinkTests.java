package io.github.loopline.junit;

import static io.github.loopline.fault.StreamFault.reset;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import io.github.loopline.Loopback;
import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.link.DatagramLink;
import io.github.loopline.link.StreamLink;
import io.github.loopline.net.Family;
import io.github.loopline.net.SocketType;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

class LinkTests {

    @Test
    void a_tcp_link_leads_where_the_test_says(
            @TcpServer StreamServer server, @TcpLink StreamLink link, @TcpClient StreamClient client) {
        link.to(server.echo());

        client.connect(link.address()).send("ping").expect("ping");

        assertThat(link).connection(0).hasPassedToServer("ping");
    }

    @Test
    void a_unix_link_leads_where_the_test_says(
            @UnixServer StreamServer server, @UnixLink StreamLink link, @UnixClient StreamClient client) {
        link.to(server.echo());

        client.connect(link.path()).send("ping").expect("ping");

        assertThat(link).connection(0).hasPassedToServer("ping");
    }

    @Test
    void a_udp_link_leads_where_the_test_says(
            @UdpPeer DatagramPeer server, @UdpLink DatagramLink link, @UdpPeer DatagramPeer client) {
        link.to(server.answer(request -> "pong"));

        client.sendTo(link.address(), "ping");

        assertThat(client).within(ofSeconds(10)).hasReceived("pong");
        assertThat(link).hasPassedToServer("ping").hasPassedToClient("pong").hasFlows(1);
    }

    @Test
    @EnabledIfSocket(family = Family.UNIX, type = SocketType.DGRAM)
    void a_unix_datagram_link_leads_where_the_test_says(
            @UnixPeer DatagramPeer server, @UnixDatagramLink DatagramLink link, @UnixPeer DatagramPeer client) {
        link.to(server.answer(request -> "pong"));

        client.sendTo(link.path(), "ping");

        assertThat(client).within(ofSeconds(10)).hasReceived("pong").hasReceivedFrom(link.path());
        assertThat(link).hasPassedToServer("ping").hasPassedToClient("pong").hasFlows(1);
    }

    static class ShareTestCase {

        @RepeatedTest(3)
        void draws(@TcpServer StreamServer server, @TcpLink StreamLink link, Loopback net) {
            link.to(server.greeting("x"));
            link.apply(reset().onShare(0.5));
            StringBuilder outcomes = new StringBuilder();
            for (int i = 0; i < 40; i++) {
                StreamClient client = net.tcpClient().connect(link.address());
                outcomes.append(client.hasMore() ? 'x' : 'R');
                client.close();
            }
            throw new AssertionError("outcomes: " + outcomes);
        }
    }

    private static List<String> messages(String... seed) {
        var kit = EngineTestKit.engine("junit-jupiter").selectors(selectClass(ShareTestCase.class));
        if (seed.length > 0) {
            kit.configurationParameter("loopline.seed", seed[0]);
        }
        List<Event> failed = kit.execute().testEvents().failed().list();
        List<String> messages = new ArrayList<>();
        for (Event event : failed) {
            Throwable failure = event.getRequiredPayload(TestExecutionResult.class)
                    .getThrowable()
                    .orElseThrow();
            String transcript = failure.getSuppressed()[0].getMessage();
            Matcher told = Pattern.compile("-Dloopline.seed=(\\d+)").matcher(transcript);
            assertThat(told.find()).isTrue();
            messages.add(told.group(1) + " " + failure.getMessage());
        }
        return messages;
    }

    @Test
    void the_seed_that_a_failure_tells_brings_the_same_faults_again() {
        List<String> once = messages();
        assertThat(once).hasSize(3).doesNotHaveDuplicates();
        String seed = once.get(0).split(" ")[0];

        assertThat(messages(seed)).isEqualTo(once);
        assertThat(messages()).isNotEqualTo(once);
    }

    static class NothingTestCase {

        @Test
        void opens_nothing(@TcpServer StreamServer server) {}
    }

    @Test
    void a_seed_that_is_no_number_is_told() {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(NothingTestCase.class))
                .configurationParameter("loopline.seed", "abc")
                .execute()
                .allEvents()
                .assertThatEvents()
                .haveAtLeastOne(finishedWithFailure(message("Configuration parameter loopline.seed must be a whole"
                        + " number but was <abc>. Copy it from the transcript of the failure.")));
    }
}
