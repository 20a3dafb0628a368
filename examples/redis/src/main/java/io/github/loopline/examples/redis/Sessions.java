package io.github.loopline.examples.redis;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;

/** Who is logged in, kept in Redis. */
public final class Sessions implements AutoCloseable {

    private final RedisClient redis;

    public Sessions(InetSocketAddress address, Duration timeout) {
        var config = DefaultJedisClientConfig.builder()
                .timeoutMillis((int) timeout.toMillis())
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                .build();
        redis = RedisClient.builder()
                .hostAndPort(address.getHostString(), address.getPort())
                .clientConfig(config)
                .build();
    }

    public boolean isUp() {
        return redis.ping().equals("PONG");
    }

    public void login(String token, String user) {
        redis.set(token, user);
    }

    public Optional<String> user(String token) {
        return Optional.ofNullable(redis.get(token));
    }

    @Override
    public void close() {
        redis.close();
    }
}
