package io.github.loopline.examples.tls;

import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;

/** A value in Redis that is read with Jedis. */
public final class Value {

    private Value() {}

    public static String read(Place place) {
        var config = DefaultJedisClientConfig.builder()
                .ssl(true)
                .sslSocketFactory(place.tls().getSocketFactory())
                .timeoutMillis(place.millis())
                .serverDefaultProtocol()
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                .build();
        try (var redis = new Jedis(new HostAndPort(place.host(), place.port()), config)) {
            return redis.get("ada");
        }
    }
}
