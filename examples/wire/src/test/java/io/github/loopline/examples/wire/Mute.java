package io.github.loopline.examples.wire;

import io.github.loopline.check.Wire;
import io.github.loopline.junit.WireTest;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.sql.SQLException;
import redis.clients.jedis.exceptions.JedisException;

/** Silence, at eight places at most: each takes as long as the client waits. */
@Retention(RetentionPolicy.RUNTIME)
@WireTest(
        value = Wire.SILENCE_EVERYWHERE,
        fails = {JedisException.class, SQLException.class},
        withinMillis = 4_000)
@interface Mute {}
