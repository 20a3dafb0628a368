package io.github.loopline.script;

import io.github.loopline.trace.Difference;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a script that are of TLS; {@link Steps} has the others. They need a stream fixture that is declared with {@code tls}.
 *
 * @since 0.1
 */
public abstract class Securing extends Sending {

    Securing() {}

    /** Adds a step that nothing can follow. */
    abstract Steps ending(String text, @Nullable Need need, Acts.Instant work);

    /**
     * Speak TLS from here on, as whoever of the two this side is: a server after its go-ahead, a client after the other's. What is
     * sent behind it waits for the handshake. Needs {@code tls = @Tls(startTls = true)}, and that the peer has sent nothing more in
     * plain text.
     *
     * @return this
     */
    public Steps startTls() {
        return add(
                "startTls",
                Need.TLS,
                () -> Acts.instant(play -> {
                    if (!play.intake().isEmpty()) {
                        throw new Deviation(Deviation.lines(
                                "to send nothing more in plain text before TLS",
                                play.intake().peek(),
                                play.intake().state()));
                    }
                    play.stage().startTls();
                }));
    }

    /**
     * Ask for new keys: by a KeyUpdate in TLS 1.3, by a new handshake in TLS 1.2. What is sent behind it waits for that.
     *
     * @return this
     */
    public Steps rekey() {
        return add("rekey", Need.TLS, () -> Acts.instant(play -> play.stage().rekey()));
    }

    /**
     * Send bytes beneath TLS, as they stand: between two records, where the peer expects one.
     *
     * @param bytes copied; {@link io.github.loopline.tls.TlsRecords} has some
     * @return this
     */
    public Steps sendBeneathTls(byte[] bytes) {
        byte[] copy = bytes.clone();
        return add(
                "sendBeneathTls " + Difference.shown(copy, 0),
                Need.TLS,
                () -> Acts.instant(play -> play.stage().sendBeneathTls(copy)));
    }

    /**
     * Close with FIN, and without the close_notify that TLS asks for before it, as an attacker would who cuts the stream. The
     * script ends here.
     *
     * @return this
     */
    public Steps closeWithoutCloseNotify() {
        return ending("closeWithoutCloseNotify", Need.TLS, play -> {
            play.end(true);
            play.stage().closeWithoutCloseNotify();
        });
    }
}
