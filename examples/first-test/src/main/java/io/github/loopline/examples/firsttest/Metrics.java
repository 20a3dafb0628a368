package io.github.loopline.examples.firsttest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Counters that are sent as StatsD datagrams. */
public final class Metrics {

    private final InetSocketAddress statsd;

    public Metrics(InetSocketAddress statsd) {
        this.statsd = statsd;
    }

    public void increment(String name) {
        var data = (name + ":1|c").getBytes(StandardCharsets.UTF_8);
        try (var socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(data, data.length, statsd));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
