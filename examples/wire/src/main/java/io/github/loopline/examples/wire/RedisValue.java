package io.github.loopline.examples.wire;

import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;

/** A value in Redis, read with Jedis. */
public final class RedisValue {

    private RedisValue() {}

    public static String read(Place place) {
        var config = DefaultJedisClientConfig.builder()
                .timeoutMillis(place.millis())
                .serverDefaultProtocol()
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                .build();
        try (var redis = new Jedis(new HostAndPort(place.host(), place.port()), config)) {
            return redis.get("ada");
        }
    }
}
