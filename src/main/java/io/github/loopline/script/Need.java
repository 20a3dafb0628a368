package io.github.loopline.script;

import io.github.loopline.net.SocketType;

/** What a step needs of the socket that it is played on. */
enum Need {
    /** A stream of bytes. */
    STREAM("it has messages, which are never joined, so that nothing has to be cut. Remove it."),
    /** A connection with one peer. */
    CONNECTION("it has no connection that could end. Remove it."),
    /** A stream of bytes that can be encrypted. */
    TLS("TLS is spoken on streams only. Remove it."),
    /** Messages of its own. */
    MESSAGES("a stream has no messages of its own. Write framing(lines()).expectFrame(), or another framing."),
    /** Many peers. */
    ADDRESS("a connection has one peer only. Write send(...).");

    private final String remedy;

    Need(String remedy) {
        this.remedy = remedy;
    }

    /** Says what is wrong, and what to write instead. */
    String remedy() {
        return remedy;
    }

    boolean isMetBy(SocketType type) {
        return switch (this) {
            case STREAM, TLS -> type == SocketType.STREAM;
            case CONNECTION -> type == SocketType.STREAM || type == SocketType.SEQPACKET;
            case MESSAGES -> type != SocketType.STREAM;
            case ADDRESS -> type != SocketType.STREAM && type != SocketType.SEQPACKET;
        };
    }
}
