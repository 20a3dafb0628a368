package io.github.loopline.examples.wire;

import static io.github.loopline.check.Wire.CUT_EVERY_BYTE;
import static io.github.loopline.check.Wire.DRIP;
import static io.github.loopline.check.Wire.FIN_EVERYWHERE;
import static io.github.loopline.check.Wire.ONE_SEGMENT;
import static io.github.loopline.check.Wire.RST_EVERYWHERE;
import static io.github.loopline.check.Wire.SLOW_READER;

import io.github.loopline.junit.WireTest;
import jakarta.mail.MessagingException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import redis.clients.jedis.exceptions.JedisException;

/** All that goes wrong with a stream but silence, so that a client can be patient; and what clients throw that wrap an IOException. */
@Retention(RetentionPolicy.RUNTIME)
@WireTest(
        value = {CUT_EVERY_BYTE, ONE_SEGMENT, DRIP, SLOW_READER, FIN_EVERYWHERE, RST_EVERYWHERE},
        fails = {JedisException.class, MessagingException.class})
@interface Loud {}
