package io.github.loopline.benchmarks;

import io.github.loopline.Loopback;
import io.github.loopline.stream.TcpServerSpec;
import io.github.loopline.tls.CertificateKind;
import io.github.loopline.tls.Identity;
import io.github.loopline.tls.TlsOptions;
import java.io.IOException;
import java.net.ServerSocket;

/**
 * A process that starts and stops its first server, or makes its first certificate, and prints how many microseconds that took;
 * servers with TLS are two, with a line each.
 */
public final class FirstServer {

    private FirstServer() {}

    /**
     * Runs it.
     *
     * @param arguments what
     * @throws IOException when it does not start
     */
    public static void main(String[] arguments) throws IOException {
        measure(arguments[0]);
        if (arguments[0].equals("tls")) {
            measure(arguments[0]);
        }
    }

    private static void measure(String what) throws IOException {
        long start = System.nanoTime();
        switch (what) {
            case "bare" -> new ServerSocket(0, 50, Bare.LOOPBACK).close();
            case "channel" -> new BareSelector(0).close();
            case "certificate" -> Identity.issue(CertificateKind.VALID);
            case "tls" -> secureServer();
            default -> server();
        }
        System.out.println((System.nanoTime() - start) / 1_000);
    }

    private static void secureServer() {
        try (Loopback loopback = Loopback.open()) {
            loopback.open(TcpServerSpec.create().tls(TlsOptions.create()));
        }
    }

    private static void server() {
        try (Loopback loopback = Loopback.open()) {
            loopback.tcpServer();
        }
    }
}
