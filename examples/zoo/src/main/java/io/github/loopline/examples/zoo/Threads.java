package io.github.loopline.examples.zoo;

import java.io.IOException;
import java.nio.channels.ClosedSelectorException;

/** Starts daemon threads whose bodies may throw. */
public final class Threads {

    private Threads() {}

    /** A body that may throw. */
    public interface Body {
        void run() throws Exception;
    }

    public static Thread start(String name, Body body) {
        Thread t = new Thread(
                () -> {
                    try {
                        body.run();
                    } catch (IOException | InterruptedException | ClosedSelectorException e) {
                        // the end of the conversation
                    } catch (Exception e) {
                        // dies without a word, as threads do in the wild
                    }
                },
                name);
        t.setDaemon(true);
        t.start();
        return t;
    }
}
