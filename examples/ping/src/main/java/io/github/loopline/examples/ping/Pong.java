package io.github.loopline.examples.ping;

import java.net.InetAddress;
import java.time.Duration;

/** What came back. */
public record Pong(InetAddress from, int sequence, int ttl, Duration roundTrip) {}
