package io.github.loopline.check;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Connections of HTTP/1.1 at rest: each request has its whole answer, and nobody has announced the end. Clients keep such a connection for
 * their next request, whatever the answer said (RFC 9112, 9.3).
 */
final class KeptAlive {

    private static final String LINE_END = "\r\n";
    private static final String HEAD_END = "\r\n\r\n";

    private static final Pattern REQUEST = Pattern.compile("[A-Z]+ \\S+ HTTP/1\\.1\r\n");
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 \\d{3}[ \r]");
    private static final Pattern INTERIM = Pattern.compile("HTTP/1\\.1 1(?!01)");
    private static final Pattern WITHOUT_BODY = Pattern.compile("HTTP/1\\.1 [23]04[ \r]");
    private static final Pattern CLOSE = Pattern.compile("(?im)^connection:.*\\bclose\\b");
    private static final Pattern CHUNKED = Pattern.compile("(?im)^transfer-encoding:.*\\bchunked[ \t]*$");
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length:[ \t]*(\\d{1,9})[ \t]*$");
    private static final Pattern CHUNK = Pattern.compile("([0-9a-fA-F]{1,7})[ \t]*(;.*)?\r\n");

    private KeptAlive() {}

    /**
     * Tells whether it is one.
     *
     * @param requests all that has come, a char for each byte
     * @param answers all that was sent, the same
     */
    static boolean isAtRest(String requests, String answers) {
        int asked = 0;
        int answered = 0;
        while (asked >= 0 && asked < requests.length()) {
            String request = head(requests, asked, REQUEST);
            String answer = head(answers, answered, STATUS);
            while (answer != null && INTERIM.matcher(answer).lookingAt()) {
                answered += answer.length();
                answer = head(answers, answered, STATUS);
            }
            if (request == null || answer == null) {
                return false;
            }
            boolean isBare =
                    request.startsWith("HEAD ") || WITHOUT_BODY.matcher(answer).lookingAt();
            asked = end(requests, asked + request.length(), request, asked + request.length());
            int body = answered + answer.length();
            answered = isBare ? body : end(answers, body, answer, -1);
        }
        return asked > 0 && answered == answers.length();
    }

    /** Gives the head that begins there, if it is whole, begins as it should, and does not announce the end. */
    private static @Nullable String head(String text, int from, Pattern begin) {
        int end = from < 0 ? -1 : text.indexOf(HEAD_END, from);
        if (end < 0) {
            return null;
        }
        String head = text.substring(from, end + HEAD_END.length());
        return begin.matcher(head).lookingAt() && !CLOSE.matcher(head).find() ? head : null;
    }

    /** Gives where the body ends, {@code otherwise} if the head does not tell, -1 if it is not whole. */
    private static int end(String text, int from, String head, int otherwise) {
        if (CHUNKED.matcher(head).find()) {
            return endOfChunks(text, from);
        }
        Matcher length = LENGTH.matcher(head);
        if (!length.find()) {
            return otherwise;
        }
        int end = from + Integer.parseInt(length.group(1));
        return end <= text.length() ? end : -1;
    }

    private static int endOfChunks(String text, int from) {
        Matcher chunk = CHUNK.matcher(text);
        int at = from;
        while (at <= text.length() && chunk.region(at, text.length()).lookingAt()) {
            int size = Integer.parseInt(chunk.group(1), 16);
            if (size == 0) {
                int end = text.indexOf(HEAD_END, chunk.end() - LINE_END.length());
                return end < 0 ? -1 : end + HEAD_END.length();
            }
            at = chunk.end() + size + LINE_END.length();
        }
        return -1;
    }
}
