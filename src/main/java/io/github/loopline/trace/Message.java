package io.github.loopline.trace;

/**
 * The bytes of an event, as far as they are kept and wanted.
 *
 * @param bytes the first of them
 * @param kept how many are kept
 * @param length how many there were
 * @param loss why some are not kept
 */
record Message(byte[] bytes, int kept, int length, String loss) {

    /** As many as a label shows. */
    static final int LABEL = 64;

    static Message of(Event event, int most) {
        Track track = event.track();
        synchronized (track.log()) {
            Recording recording = event.kind() == EventKind.SENT ? track.sent() : track.received();
            int kept = (int) Math.min(event.length(), Math.max(0, recording.kept() - event.offset()));
            int shown = Math.min(most, kept);
            byte[] bytes = shown == 0 ? new byte[0] : recording.copy(event.offset(), event.offset() + shown);
            return new Message(bytes, kept, event.length(), recording.loss());
        }
    }

    /** Gives the bytes as a literal, with dots for those that are not shown. */
    String quoted() {
        return bytes.length == 0 ? "" : Bytes.quote(bytes) + (bytes.length < length ? "..." : "");
    }

    /** Says in brackets that bytes are not kept, if so. */
    String missing() {
        if (kept == length) {
            return "";
        }
        return (kept == 0 ? "(not kept: " : "(the rest is not kept: ") + loss + ")";
    }
}
