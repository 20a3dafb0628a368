package io.github.loopline.examples.wire;

import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** A connection to an MQTT broker, made with Paho. */
public final class Broker {

    private Broker() {}

    /** Connect, and tell whether that has succeeded when no exception has come. */
    public static boolean connects(Place place) throws MqttException {
        var options = new MqttConnectOptions();
        options.setConnectionTimeout(Math.max(1, place.millis() / 1000));
        var client = new MqttClient("tcp://" + place.host() + ":" + place.port(), "ada", new MemoryPersistence());
        client.setTimeToWait(place.millis());
        try {
            client.connect(options);
            return client.isConnected();
        } finally {
            if (client.isConnected()) {
                client.disconnectForcibly(0, 0, false);
            }
            client.close(true);
        }
    }
}
