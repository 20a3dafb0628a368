package io.github.loopline.stream;

import io.github.loopline.fixture.Reachable;
import io.github.loopline.fixture.Service;
import io.github.loopline.net.FixtureException;
import io.github.loopline.script.Answers;
import io.github.loopline.script.Framing;
import io.github.loopline.script.Script;
import io.github.loopline.script.ScriptCode;
import java.net.SocketAddress;
import java.util.Objects;

/** The verbs of a {@link StreamServer} by which a test says what is done on each later connection. */
abstract class InstructedServer extends Reachable {

    InstructedServer(SocketAddress address) {
        super(address);
    }

    abstract StreamServer self();

    abstract Acceptor acceptor();

    /**
     * Serve each later connection with code of the test, on a thread of its own. The connection is closed when the code
     * returns; what it throws fails the test.
     *
     * @param code the handler
     * @return this
     * @throws FixtureException if the server is closed
     */
    public StreamServer handle(ConnectionHandler code) {
        acceptor().serving().handle(Objects.requireNonNull(code, "handle must be given code but was given null."));
        return self();
    }

    /**
     * Play a script on each later connection, from its first step on: {@code server.script(s -> s.expect("HELO\r\n").send("250
     * ok\r\n"))}. What does not go as written fails the test, and so does a script that no connection has come to play.
     *
     * @param code writes the steps
     * @return this
     * @throws IllegalArgumentException if a step cannot be
     * @throws FixtureException if the server is closed
     */
    public StreamServer script(ScriptCode code) {
        return script(Script.of(code));
    }

    /**
     * Play a script on each later connection, from its first step on.
     *
     * @param script any script
     * @return this
     * @throws FixtureException if the server is closed
     */
    public StreamServer script(Script script) {
        acceptor().serving().play(Objects.requireNonNull(script, "script must be given a script but was given null."));
        return self();
    }

    void answer(Answers answers) {
        acceptor().serving().answer(answers);
    }

    /**
     * Play a script on one connection, whatever the others do.
     *
     * @param index the ordinal of a connection that has not come yet
     * @param code writes the steps
     * @return this
     * @throws IllegalArgumentException if a step cannot be
     * @throws FixtureException if that connection has come already, or the server is closed
     */
    public StreamServer script(int index, ScriptCode code) {
        return script(index, Script.of(code));
    }

    /**
     * Play a script on one connection, whatever the others do.
     *
     * @param index the ordinal of a connection that has not come yet
     * @param script any script
     * @return this
     * @throws FixtureException if that connection has come already, or the server is closed
     */
    public StreamServer script(int index, Script script) {
        acceptor().serving().play(index, script, acceptor().connections()::count);
        return self();
    }

    /**
     * Say how messages lie in the streams, to answer them or push some: {@code server.framing(lines()).answer(request ->
     * "ok")}.
     *
     * @param framing such as {@code Framing.lengthPrefixed(4)}
     * @return the server, seen as one of messages; never null
     */
    public FramedServer framing(Framing framing) {
        return new FramedServer(
                self(), Objects.requireNonNull(framing, "framing must be given a framing but was given null."));
    }

    /**
     * Send back what comes, on each later connection: {@link Service#ECHO}.
     *
     * @return this
     * @throws FixtureException if the server is closed
     */
    public StreamServer echo() {
        acceptor().serving().serve("echo");
        acceptor().service(Service.ECHO);
        return self();
    }

    /**
     * Count and hash what comes, on each later connection: {@link Service#DISCARD}.
     *
     * @return this
     * @throws FixtureException if the server is closed
     */
    public StreamServer discard() {
        acceptor().serving().serve("discard");
        acceptor().service(Service.DISCARD);
        return self();
    }

    /**
     * Send a text to each later connection before anything else.
     *
     * @param text sent as UTF-8; empty for none
     * @return this
     * @throws FixtureException if the server is closed
     */
    public StreamServer greeting(String text) {
        acceptor().serving().checkOpen("greet");
        acceptor().greeting(text);
        return self();
    }
}
