package io.github.loopline.benchmarks;

import io.github.loopline.Loopback;
import java.io.IOException;
import java.net.ServerSocket;

/** A process that starts and stops its first server, and prints how many microseconds that took. */
public final class FirstServer {

    private FirstServer() {}

    /**
     * Runs it.
     *
     * @param arguments which server
     * @throws IOException when it does not start
     */
    public static void main(String[] arguments) throws IOException {
        long start = System.nanoTime();
        switch (arguments[0]) {
            case "bare" -> new ServerSocket(0, 50, Bare.LOOPBACK).close();
            case "channel" -> new BareSelector(0).close();
            default -> server();
        }
        System.out.println((System.nanoTime() - start) / 1_000);
    }

    private static void server() {
        try (Loopback loopback = Loopback.open()) {
            loopback.tcpServer();
        }
    }
}
