package io.github.loopline.trace;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a {@link Track} counts, and the messages among it, which are listed as far as they are kept. Guarded by the log. */
final class Tally {

    private final Recording received;
    private final Recording sent;
    private boolean hasMessages;
    private @Nullable List<Event> messages;
    private long unlisted;
    private long unreachable;
    private long connections;
    private long sentMessages;
    private long strikes;
    private long errors;

    Tally(Recording received, Recording sent, boolean hasMessages) {
        this.received = received;
        this.sent = sent;
        this.hasMessages = hasMessages;
    }

    void keepMessages() {
        hasMessages = true;
    }

    /** Counts what is to be counted; the log calls it under its lock. */
    void accept(Event event, boolean kept) {
        switch (event.kind()) {
            case ACCEPTED, CONNECTED -> connections++;
            case SENT -> sentMessages++;
            case ERROR -> errors++;
            case FAULT -> strikes += isStrike(event) ? 1 : 0;
            case RECEIVED -> listMessage(event, kept);
            case PORT_UNREACHABLE -> unreachable++;
            default -> {}
        }
    }

    /** What a fault is at its beginning and end is told too. */
    private static boolean isStrike(Event event) {
        String words = String.valueOf(event.detail());
        return !words.startsWith("applied: ") && !words.startsWith("lifted: ") && !words.startsWith("further strikes ");
    }

    private void listMessage(Event event, boolean kept) {
        if (!hasMessages) {
            return; // a stream
        }
        if (kept && received.keeps(event.offset() + event.length())) {
            messages = messages == null ? new ArrayList<>() : messages;
            messages.add(event);
        } else {
            unlisted++;
        }
    }

    @Nullable
    Event message(int ordinal) {
        return messages == null || ordinal >= messages.size() ? null : messages.get(ordinal);
    }

    List<Event> messages() {
        return messages == null ? List.of() : new ArrayList<>(messages);
    }

    long messageCount() {
        return unlisted + (messages == null ? 0 : messages.size());
    }

    long unreachableCount() {
        return unreachable;
    }

    Meters meters() {
        return new Meters(
                connections,
                received.size(),
                sent.size(),
                messageCount(),
                hasMessages ? sentMessages : 0,
                strikes,
                errors);
    }
}
