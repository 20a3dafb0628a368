package io.github.loopline.examples.tls;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.http.HttpTimeoutException;
import java.security.GeneralSecurityException;
import java.util.stream.Stream;
import javax.crypto.BadPaddingException;
import javax.net.ssl.SSLException;

/** What came of a call, in the words of README.md. */
final class Outcome {

    static final String WAITS = "waits on";

    private static final String ALERT = "Received fatal alert: ";

    private static final String CUT = "Remote host terminated the handshake";

    private Outcome() {}

    static String of(String answer) {
        return answer.endsWith("hello") ? "goes on" : "takes `" + answer + "`";
    }

    /** Name a timeout as it is caught, and all else by what it comes from. */
    static String of(Throwable failure) {
        var chain = Stream.iterate(failure, e -> e != null, Throwable::getCause).toList();
        var timeout = chain.stream()
                .filter(e -> e instanceof SocketTimeoutException || e instanceof HttpTimeoutException)
                .findFirst();
        var told = timeout.orElse(chain.get(chain.size() - 1));
        var message = String.valueOf(told.getMessage());
        if (message.contains(ALERT)) {
            var alert = message.substring(message.indexOf(ALERT) + ALERT.length());
            return alert.contains("certificate") ? "refused" : "alert `" + alert + "`";
        }
        var isReset = message.startsWith("Connection reset") || message.equals("Broken pipe");
        if (told instanceof IOException && !(told instanceof SSLException) && isReset) {
            return "reset";
        }
        if (chain.stream().anyMatch(e -> String.valueOf(e.getMessage()).contains(CUT))) {
            return "end of stream";
        }
        if (isOfCipher(told)) {
            return "bad record";
        }
        return "`" + told.getClass().getSimpleName() + "`";
    }

    /** Tell whether it comes from beneath TLS, where JDKs differ. */
    private static boolean isOfCipher(Throwable failure) {
        return failure.getClass() == GeneralSecurityException.class || failure instanceof BadPaddingException;
    }
}
