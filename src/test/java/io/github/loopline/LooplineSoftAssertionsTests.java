package io.github.loopline;

import static io.github.loopline.LooplineSoftAssertions.assertFixturesSoftly;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import org.assertj.core.api.AbstractSoftAssertions;
import org.assertj.core.api.BDDSoftAssertionsProvider;
import org.assertj.core.api.junit.jupiter.InjectSoftAssertions;
import org.assertj.core.api.junit.jupiter.SoftAssertionsExtension;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.testkit.engine.EngineTestKit;

class LooplineSoftAssertionsTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    private final LooplineSoftAssertions softly = new LooplineSoftAssertions();

    @Test
    void what_holds_collects_nothing() {
        StreamServer server = net.tcpServer();
        StreamClient client = net.connectTo(server).send("hi");

        softly.assertThat(server).within(ofSeconds(10)).connection(0).hasReceived("hi");
        softly.assertThat(client).isOpen();
        softly.assertThat(server.connection(0)).isOpen();
        softly.assertThat("text").isNotEmpty();

        softly.assertAll();
        assertThat(softly.wasSuccess()).isTrue();
    }

    @Test
    void every_failure_is_collected() {
        StreamServer server = net.tcpServer();
        StreamClient client = net.connectTo(server);
        DatagramPeer peer = net.udpPeer();
        peer.sendTo(peer, "x");

        softly.assertThat(server).isStopped().hasConnections(7).isListening();
        softly.assertThat(server.connection(0)).hasReceived("a").hasEnded();
        softly.assertThat(client).hasReceived("b");
        softly.assertThat(peer).hasReceived("c");
        softly.assertThat(peer.receive()).hasLength(4);
        softly.assertThat("plain").isEqualTo("AssertJ");

        assertThat(softly.errorsCollected()).hasSize(8);
        assertThat(softly.wasSuccess()).isFalse();
        assertThatThrownBy(softly::assertAll)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("(8 failures)")
                .hasMessageContaining("Expecting " + server + "\n  to be stopped")
                .hasMessageContaining("Expecting connection #0 of " + server + "\n  to have received: \"a\" (1 byte)")
                .hasMessageContaining("Expecting " + peer + "\n  to have received: \"c\" (1 byte)")
                .hasMessageContaining("\"AssertJ\"");
    }

    @Test
    void navigation_stays_soft() {
        StreamServer server = net.tcpServer();
        net.connectTo(server);
        DatagramPeer peer = net.udpPeer();
        peer.sendTo(peer, "x").datagram(0);

        softly.assertThat(server)
                .as("server")
                .within(ofSeconds(10))
                .connection(0)
                .within(ofMillis(5))
                .hasReceived("never")
                .returnToServer()
                .within(ofMillis(5))
                .hasConnections(2);
        softly.assertThat(peer).datagram(0).hasData("never").returnToPeer().hasReceivedCount(2);

        assertThat(softly.errorsCollected())
                .extracting(Throwable::getMessage)
                .hasSize(4)
                .satisfiesExactly(
                        connection -> assertThat(connection).startsWith("[server] \nExpecting connection #0"),
                        back -> assertThat(back).contains("to have 2 connections"),
                        datagram -> assertThat(datagram).contains("to be : \"never\""),
                        peerAgain -> assertThat(peerAgain).contains("to have received 2 datagrams"));
    }

    /** Only that it is missing is told, not that it has none of the properties that were expected of it. */
    @Test
    void navigation_to_what_does_not_exist_is_one_failure() {
        StreamServer server = net.tcpServer();
        DatagramPeer peer = net.udpPeer();

        softly.assertThat(server)
                .connection(3)
                .hasReceived("a")
                .hasReceivedNothingFor(ofSeconds(30))
                .hasEndedByFin()
                .isOpen()
                .returnToServer()
                .isStopped();
        softly.assertThat(peer)
                .datagram(3)
                .hasData("a")
                .hasLength(1)
                .isFrom(peer)
                .isTruncated()
                .returnToPeer()
                .hasReceivedCount(1);

        assertThat(softly.errorsCollected())
                .extracting(Throwable::getMessage)
                .hasSize(4)
                .satisfiesExactly(
                        connection -> assertThat(connection).contains("to have a connection #3"),
                        back -> assertThat(back).contains("to be stopped"),
                        datagram -> assertThat(datagram).contains("to have a datagram #3"),
                        peerAgain -> assertThat(peerAgain).contains("to have received 1 datagram\n"));
    }

    @Test
    void a_block_of_them_fails_at_its_end() {
        StreamServer server = net.tcpServer();

        assertFixturesSoftly(fixtures -> fixtures.assertThat(server).isListening());
        assertThatThrownBy(() -> assertFixturesSoftly(fixtures -> {
                    fixtures.assertThat(server).isStopped();
                    fixtures.assertThat(1).isEqualTo(2);
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("(2 failures)");
    }

    @Test
    void they_combine_with_others() {
        Combined combined = new Combined();

        combined.assertThat(net.tcpServer()).isStopped();
        combined.then("given").isEqualTo("expected");

        assertThat(combined.errorsCollected()).hasSize(2);
    }

    private static final class Combined extends AbstractSoftAssertions
            implements LooplineSoftAssertionsProvider, BDDSoftAssertionsProvider {}

    /** AssertJ's extension collects for one instance what was asserted on several. */
    @Test
    void they_work_with_the_extension_of_assertj() {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(InjectedTestCase.class))
                .execute()
                .testEvents()
                .assertStatistics(statistics -> statistics.succeeded(1).failed(1))
                .failed()
                .assertEventsMatchExactly(finishedWithFailure(message(text -> text.contains("(2 failures)")
                        && text.contains("to be stopped")
                        && text.contains("to have 5 connections"))));
    }

    @ExtendWith(SoftAssertionsExtension.class)
    static class InjectedTestCase {

        @InjectSoftAssertions
        LooplineSoftAssertions softly;

        @AutoClose
        private final Loopback net = Loopback.open();

        @Test
        void passes() {
            softly.assertThat(net.tcpServer()).isListening();
        }

        @Test
        void fails() {
            softly.assertThat(net.tcpServer()).isStopped().hasConnections(5);
        }
    }
}
