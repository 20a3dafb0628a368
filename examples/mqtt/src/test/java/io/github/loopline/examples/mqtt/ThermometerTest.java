package io.github.loopline.examples.mqtt;

import static io.github.loopline.fault.StreamFault.freeze;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.junit.TcpLink;
import io.github.loopline.junit.TcpServer;
import io.github.loopline.link.StreamLink;
import io.github.loopline.stream.StreamServer;
import java.time.Duration;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ThermometerTest {

    private static final Duration PATIENT = ofSeconds(10);
    private static final Duration IMPATIENT = ofMillis(500);
    private static final Duration NEVER = ofSeconds(0);

    /** PUBLISH of quality 1: type and flags, topic, identifier, payload. */
    private static final String REPORT = "\062\0\6room/1\0\00121.5";

    /** The same with the flag that says so. */
    private static final String AGAIN = "\072\0\6room/1\0\00121.5";

    @TcpServer
    StreamServer broker;

    @TcpLink
    StreamLink link;

    @BeforeEach
    void brokerAcknowledges() {
        link.to(Broker.acknowledging(broker));
    }

    @Test
    void report_reaches_the_broker() throws Exception {
        try (var thermometer = new Thermometer(link.address(), PATIENT, NEVER)) {
            thermometer.report(21.5);

            assertThat(broker).connection(0).framed(Broker.PACKETS).hasReceived(REPORT);
        }
    }

    @Test
    void frozen_connection_costs_the_patience_and_not_the_report() throws Exception {
        try (var thermometer = new Thermometer(link.address(), IMPATIENT, NEVER)) {
            try (var frozen = link.apply(freeze())) {
                assertThatThrownBy(() -> thermometer.report(21.5))
                        .isInstanceOf(MqttException.class)
                        .hasMessage("Timed out waiting for a response from the server");
                assertThat(thermometer.isConnected()).isTrue();
                assertThat(frozen).hasStruck();
            }

            thermometer.delivered().get(20, SECONDS);
            assertThat(broker).connection(0).framed(Broker.PACKETS).hasReceived(REPORT);
        }
    }

    @Test
    void what_nobody_acknowledges_is_lost_with_a_frozen_connection() throws Exception {
        try (var thermometer = new Thermometer(link.address(), PATIENT, NEVER)) {
            link.apply(freeze());
            thermometer.mention(21.5);
            link.reset();

            assertThat(thermometer.lost().get(20, SECONDS)).hasMessage("Connection lost");
            link.clear();
            thermometer.back().get(20, SECONDS);
            thermometer.report(22.5);
        }
        assertThat(broker).connection(0).framed(Broker.PACKETS).hasReceivedCount(1); // CONNECT
        assertThat(broker).connection(1).framed(Broker.PACKETS).hasReceivedCount(2); // and a report
    }

    @Test
    void report_is_made_again_when_the_connection_is() throws Exception {
        try (var thermometer = new Thermometer(link.address(), IMPATIENT, NEVER)) {
            link.apply(freeze());
            assertThatThrownBy(() -> thermometer.report(21.5)).isInstanceOf(MqttException.class);
            link.reset();
            link.clear();

            thermometer.delivered().get(20, SECONDS);
            assertThat(broker).connection(1).framed(Broker.PACKETS).hasReceived(AGAIN);
        }
    }

    @Test
    void keep_alive_notices_that_the_connection_is_frozen() throws Exception {
        try (var thermometer = new Thermometer(link.address(), PATIENT, ofSeconds(1))) {
            link.apply(freeze());

            assertThat(thermometer.lost().get(20, SECONDS))
                    .hasMessage("Timed out waiting for a response from the server");
        }
    }
}
