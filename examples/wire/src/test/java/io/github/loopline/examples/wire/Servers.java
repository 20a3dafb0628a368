package io.github.loopline.examples.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.time.Duration.ofSeconds;

import io.github.loopline.stream.Connection;
import io.github.loopline.stream.StreamServer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** What the servers of the protocols say, all of it right. */
final class Servers {

    /** Longer than any test takes. */
    static final Duration PATIENT = ofSeconds(20);

    /** The shortest that all of these clients can be told. */
    static final Duration HASTY = ofSeconds(1);

    private Servers() {}

    static Place at(StreamServer server, Duration timeout) {
        return new Place("127.0.0.1", server.port(), timeout);
    }

    /** Greets, and answers line by line. */
    static void answer(StreamServer server, String greeting, UnaryOperator<String> answers) {
        server.handle(connection -> {
            connection.send(greeting);
            while (connection.hasMore()) {
                connection.send(answers.apply(connection.receiveLine()));
            }
        });
    }

    static String pop3(String command) {
        return switch (command) {
            case "STAT" -> "+OK 2 320\r\n";
            case "CAPA" -> "-ERR\r\n";
            default -> "+OK\r\n";
        };
    }

    static void page(Connection connection) {
        while (connection.hasMore()) {
            connection.receiveUntil("\r\n\r\n");
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
        }
    }

    static void redis(Connection connection) {
        connection
                .expect("*2\r\n$3\r\nGET\r\n$3\r\nada\r\n")
                .send("$8\r\nlovelace\r\n")
                .expectEnd();
    }

    static void mqtt(Connection connection) {
        connection.receive(1);
        connection.receive(connection.receive(1)[0]);
        connection.send(new byte[] {0x20, 2, 0, 0}).expectEnd();
    }

    /** The protocol of PostgreSQL, version 3, as far as one query needs it. */
    static void postgres(Connection connection) {
        connection.receive(length(connection));
        connection.send(all(
                message('R', new byte[4]),
                message('S', text("server_version"), text("16.0")),
                message('S', text("client_encoding"), text("UTF8")),
                message('Z', new byte[] {'I'})));
        while (connection.hasMore() && connection.receive(1)[0] == 'Q') {
            connection.receive(length(connection));
            connection.send(all(
                    message('T', shorts(1), text("name"), new byte[6], new byte[] {0, 0, 0, 25}, shorts(-1, -1, -1, 0)),
                    message('D', shorts(1), new byte[] {0, 0, 0, 8}, "lovelace".getBytes(US_ASCII)),
                    message('C', text("SELECT 1")),
                    message('Z', new byte[] {'I'})));
        }
    }

    private static int length(Connection connection) {
        return ByteBuffer.wrap(connection.receive(4)).getInt() - 4;
    }

    private static byte[] message(char type, byte[]... parts) {
        byte[] body = all(parts);
        return all(
                new byte[] {(byte) type},
                ByteBuffer.allocate(4).putInt(body.length + 4).array(),
                body);
    }

    private static byte[] text(String text) {
        return (text + "\0").getBytes(US_ASCII);
    }

    private static byte[] shorts(int... values) {
        var bytes = ByteBuffer.allocate(2 * values.length);
        for (int value : values) {
            bytes.putShort((short) value);
        }
        return bytes.array();
    }

    private static byte[] all(byte[]... parts) {
        var bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }
}
