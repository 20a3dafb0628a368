package io.github.loopline.examples.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttCallbackExtended;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** Reports temperatures to a broker. */
public final class Thermometer implements AutoCloseable {

    private static final String TOPIC = "room/1";

    private final MqttClient client;
    private final CompletableFuture<Throwable> lost = new CompletableFuture<>();
    private final CompletableFuture<Void> delivered = new CompletableFuture<>();
    private final CompletableFuture<Void> back = new CompletableFuture<>();

    /** Connect, and wait for acknowledgements as long as {@code patience} from then on. */
    public Thermometer(InetSocketAddress broker, Duration patience, Duration keepAlive) throws MqttException {
        client = new MqttClient(
                "tcp://" + broker.getHostString() + ":" + broker.getPort(), "thermometer", new MemoryPersistence());
        client.setCallback(new MqttCallbackExtended() {
            @Override
            public void connectComplete(boolean again, String server) {
                if (again) {
                    back.complete(null);
                }
            }

            @Override
            public void connectionLost(Throwable cause) {
                lost.complete(cause);
            }

            @Override
            public void messageArrived(String topic, MqttMessage message) {}

            @Override
            public void deliveryComplete(IMqttDeliveryToken token) {
                delivered.complete(null);
            }
        });
        var options = new MqttConnectOptions();
        options.setCleanSession(false);
        options.setAutomaticReconnect(true);
        options.setKeepAliveInterval((int) keepAlive.toSeconds());
        client.connect(options);
        client.setTimeToWait(patience.toMillis());
    }

    /** Report, and wait until the broker has acknowledged. */
    public void report(double degrees) throws MqttException {
        client.publish(TOPIC, bytes(degrees), 1, false);
    }

    /** Report, and wait for nobody. */
    public void mention(double degrees) throws MqttException {
        client.publish(TOPIC, bytes(degrees), 0, false);
    }

    private static byte[] bytes(double degrees) {
        return String.valueOf(degrees).getBytes(UTF_8);
    }

    public boolean isConnected() {
        return client.isConnected();
    }

    /** Why the connection was lost for the first time, once it was. */
    public CompletableFuture<Throwable> lost() {
        return lost;
    }

    /** Done once a report is known to have arrived, even if {@code report} gave up on it. */
    public CompletableFuture<Void> delivered() {
        return delivered;
    }

    /** Done once it is connected again. */
    public CompletableFuture<Void> back() {
        return back;
    }

    @Override
    public void close() throws MqttException {
        // a polite disconnect would wait for what is still to be acknowledged: 30 s
        client.disconnectForcibly(0, 100, false);
        client.close(true);
    }
}
