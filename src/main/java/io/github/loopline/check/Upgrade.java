package io.github.loopline.check;

import io.github.loopline.stream.Connection;
import io.github.loopline.tls.TlsTampering;
import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.Event;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Transcript;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a server began to speak TLS in the plain run, on a connection that had begun in plain text. Not for users.
 *
 * @param fixture the ordinal of the server
 * @param from how many bytes it had sent before its go-ahead
 * @param goAhead what it sent last before TLS
 * @param plainly what had come before, in plain text
 * @param question what came first over TLS, before it said something
 * @param answer what it sent first over TLS, before something came again
 * @since 0.1
 */
public record Upgrade(int fixture, long from, byte[] goAhead, byte[] plainly, byte[] question, byte[] answer) {

    /** Of IMAP (RFC 9051, 6.2.1): a tag and OK. */
    private static final Pattern TAGGED = Pattern.compile("(\\S+) OK\\b.*", Pattern.DOTALL);

    /** Looks at the first connection of a server. */
    static Optional<Upgrade> of(int fixture, Connection connection, Transcript transcript) {
        String lane = connection.toString();
        long goAheadFrom = 0;
        long sent = 0;
        long received = 0;
        long sentPlain = -1;
        long receivedPlain = 0;
        long answerTo = -1;
        long questionTo = -1;
        boolean mine = false;
        for (Event event : transcript.events()) {
            if (!event.track().toString().equals(lane)) {
                continue;
            }
            if (event.kind() == EventKind.SENT) {
                goAheadFrom = mine || sentPlain >= 0 ? goAheadFrom : sent;
                questionTo = sentPlain >= 0 && questionTo < 0 ? received : questionTo;
                sent += event.length();
                mine = true;
            } else if (event.kind() == EventKind.RECEIVED) {
                answerTo = sentPlain >= 0 && answerTo < 0 && sent > sentPlain ? sent : answerTo;
                received += event.length();
                mine = false;
            } else if (event.kind() == EventKind.TLS && sentPlain < 0) {
                sentPlain = sent;
                receivedPlain = received;
            }
        }
        byte[] out = WireRecorder.sent(connection);
        byte[] in = WireRecorder.received(connection);
        if (sentPlain <= 0 || out.length < sent || in.length < received) {
            return Optional.empty();
        }
        return Optional.of(new Upgrade(
                fixture,
                goAheadFrom,
                Arrays.copyOfRange(out, (int) goAheadFrom, (int) sentPlain),
                Arrays.copyOfRange(in, 0, (int) receivedPlain),
                Arrays.copyOfRange(in, (int) receivedPlain, (int) (questionTo < 0 ? received : questionTo)),
                Arrays.copyOfRange(out, (int) sentPlain, (int) (answerTo < 0 ? sent : answerTo))));
    }

    boolean isOf(WireRecord.Asked asked) {
        return asked.fixture() == fixture && !asked.datagrams();
    }

    /** Tells whether there is something that may be taken for an answer. */
    boolean canInject() {
        return answer.length > 0 && goAhead.length > 0;
    }

    /** Tells whether there is something that must not be said in plain text. */
    boolean canRefuse() {
        return question.length > 0 && goAhead.length > 0;
    }

    /** Tells whether a connection got in plain text what is said over TLS, and not only because it is said before, too. */
    boolean isDisclosedTo(Connection connection) {
        return WireRecorder.times(WireRecorder.received(connection), question) > WireRecorder.times(plainly, question);
    }

    /** Gives what a condition does to the beginning of TLS, or null for nothing. */
    @Nullable
    TlsTampering tampering(Wire wire) {
        return switch (wire) {
            case STARTTLS_INJECT -> TlsTampering.inject(from + goAhead.length, forged(answer));
            case STARTTLS_REFUSED -> TlsTampering.refuse(from, from + goAhead.length, refusal());
            default -> null;
        };
    }

    /** Shows what a condition does to it, in a line that begins with a line's end; empty if it does nothing. */
    String shown(Wire wire) {
        return switch (wire) {
            case STARTTLS_INJECT -> "\n  plain text behind the go-ahead: " + Bytes.quote(forged(answer));
            case STARTTLS_REFUSED -> "\n  instead of the go-ahead: " + Bytes.quote(refusal());
            default -> "";
        };
    }

    /** Changes the last letter or digit into another, so that it is still what it was for who reads it. */
    static byte[] forged(byte[] answer) {
        byte[] forged = answer.clone();
        for (int at = forged.length - 1; at >= 0; at--) {
            int each = forged[at];
            if (each >= '0' && each <= '9' || each >= 'a' && each <= 'z' || each >= 'A' && each <= 'Z') {
                forged[at] = (byte) (each == '0' || each == 'a' || each == 'A' ? each + 1 : each - 1);
                return forged;
            }
        }
        forged[forged.length - 1] ^= 1;
        return forged;
    }

    /** Says no in the words of the protocol, as far as they are known. */
    byte[] refusal() {
        String yes = new String(goAhead, StandardCharsets.ISO_8859_1);
        String end = yes.endsWith("\r\n") ? "\r\n" : yes.endsWith("\n") ? "\n" : "";
        Matcher tagged = TAGGED.matcher(yes);
        String no;
        if (yes.equals("S")) {
            no = "N"; // PostgreSQL, SSLRequest
        } else if (yes.startsWith("+OK")) {
            no = "-ERR TLS not available" + end; // RFC 2595, 4
        } else if (yes.startsWith("234")) {
            no = "534 TLS not available" + end; // RFC 4217, 4
        } else if (yes.startsWith("2")) {
            no = "454 TLS not available" + end; // RFC 3207, 4
        } else if (tagged.matches()) {
            no = tagged.group(1) + " NO TLS not available" + end;
        } else if (yes.toLowerCase(Locale.ROOT).contains("<proceed")) {
            no = "<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>" + end; // RFC 6120, 5.4.2.2
        } else {
            no = "-" + end;
        }
        return no.getBytes(StandardCharsets.ISO_8859_1);
    }
}
