package io.github.loopline.examples.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.loopline.stream.Connection;
import io.github.loopline.stream.ConnectionHandler;
import java.util.ArrayList;
import java.util.List;

/** As much of the Redis protocol as these tests need. */
final class Resp {

    static final String NULL = "_\r\n";

    /** What the server says to HELLO. */
    static final String WELCOME = "%2\r\n" + bulk("server") + bulk("redis") + bulk("proto") + ":3\r\n";

    /** What a server does with a command. */
    interface Answer {
        void to(List<String> command, Connection connection);
    }

    /** Serve each connection: shake hands, then answer commands until one side ends it. */
    static ConnectionHandler serve(Answer answer) {
        return connection -> {
            hello(connection);
            while (connection.hasMore()) {
                answer.to(receiveCommand(connection), connection);
            }
        };
    }

    /** Answer HELLO, which Jedis sends on every new connection. */
    static Connection hello(Connection connection) {
        return connection.expect("*2\r\n$5\r\nHELLO\r\n$1\r\n3\r\n").send(WELCOME);
    }

    /** Receive a command: an array of bulk strings. */
    static List<String> receiveCommand(Connection connection) {
        var words = new ArrayList<String>();
        var count = Integer.parseInt(connection.receiveLine().substring(1));
        for (var i = 0; i < count; i++) {
            var length = Integer.parseInt(connection.receiveLine().substring(1));
            words.add(new String(connection.receive(length), UTF_8));
            connection.expect("\r\n");
        }
        return words;
    }

    static String bulk(String value) {
        return "$" + value.getBytes(UTF_8).length + "\r\n" + value + "\r\n";
    }

    private Resp() {}
}
