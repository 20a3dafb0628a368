package io.github.loopline.script;

import io.github.loopline.internal.Deadline;
import io.github.loopline.net.SocketType;
import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.Difference;
import io.github.loopline.trace.EventKind;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The acts that are no {@link Choice}. */
final class Acts {

    private Acts() {}

    /** An act that is done at once. */
    interface Instant {
        void run(Play play) throws IOException;
    }

    static Act instant(Instant work) {
        return new Act() {
            @Override
            public boolean go(Play play) throws IOException {
                work.run(play);
                return true;
            }

            @Override
            public Waits waits() {
                return Waits.TIME;
            }

            @Override
            public String missing(Play play) {
                return "  to go on";
            }
        };
    }

    static void close(Play play) {
        play.end(true);
        play.stage().close();
    }

    /** Sends bytes in pieces with a pause between; done when the kernel has all. */
    static final class Send implements Act {

        private final byte[] bytes;
        private final int piece;
        private final long gapNanos;
        private final @Nullable SocketAddress destination;
        private int sent;
        private long next; // when the next piece is due
        private Stage.@Nullable Delivery sending;

        Send(byte[] bytes, int piece, Duration gap) {
            this(bytes, piece, gap, null);
        }

        private Send(byte[] bytes, int piece, Duration gap, @Nullable SocketAddress destination) {
            this.bytes = bytes;
            this.piece = piece;
            this.gapNanos = gap.toNanos();
            this.destination = destination;
        }

        static Send atOnce(byte[] bytes) {
            return to(null, bytes);
        }

        /** Sends a datagram to an address, or to whom it is said without one. */
        static Send to(@Nullable SocketAddress destination, byte[] bytes) {
            return new Send(bytes, Math.max(1, bytes.length), Duration.ZERO, destination);
        }

        @Override
        public boolean go(Play play) throws IOException {
            while (isTaken(play)) {
                if (sent == bytes.length && (sending != null || play.stage().type() == SocketType.STREAM)) {
                    return true; // but of messages there are empty ones
                }
                long wait = sent == 0 ? 0 : next - System.nanoTime();
                if (wait > 0) {
                    play.errands().advanceAfter(wait);
                    return false;
                }
                int length = Math.min(piece, bytes.length - sent);
                byte[] part = Arrays.copyOfRange(bytes, sent, sent + length);
                sent += length;
                next = System.nanoTime() + gapNanos;
                sending = destination == null
                        ? play.stage().send(part)
                        : play.stage().sendTo(destination, part);
                play.patience().extend();
            }
            return false;
        }

        private boolean isTaken(Play play) {
            Stage.Delivery current = sending;
            if (current == null) {
                return true;
            }
            String failure = current.failure();
            if (failure == null) {
                return current.remaining() == 0;
            }
            if (!play.isEnded() && play.progress().isBetweenRounds()) {
                return false; // the peer has closed, and its end is still to be read
            }
            if (play.isEnded() && play.progress().leaveRepeat()) {
                sent = bytes.length;
                return true;
            }
            throw new Deviation("  to take " + Difference.shown(bytes, 0) + "\n  but " + failure);
        }

        @Override
        public Waits waits() {
            Stage.Delivery current = sending;
            return current != null && current.remaining() > 0 ? Waits.PEER : Waits.TIME;
        }

        @Override
        public boolean isBounded() {
            return true;
        }

        @Override
        public String missing(Play play) {
            Stage.Delivery current = sending;
            int left = bytes.length - sent + (current == null ? 0 : current.remaining());
            return "  to take " + Difference.shown(bytes, 0) + "\n  but " + Bytes.count(left) + " of them are left, "
                    + play.intake().state();
        }
    }

    /** Lets time pass. */
    static final class Pause implements Act {

        private final Duration time;
        private long end;
        private boolean begun;

        Pause(Duration time) {
            this.time = time;
        }

        @Override
        public boolean go(Play play) {
            if (!begun) {
                begun = true;
                end = System.nanoTime() + time.toNanos();
                play.errands().advanceAfter(time.toNanos());
            }
            return end - System.nanoTime() <= 0;
        }

        @Override
        public Waits waits() {
            return Waits.TIME;
        }

        @Override
        public String missing(Play play) {
            return "  to go on after a pause of " + Deadline.text(time);
        }
    }

    /** Waits until the test lets it go on. */
    static final class Stand implements Act {

        private final Gate gate;
        private boolean arrived;

        Stand(Gate gate) {
            this.gate = gate;
        }

        @Override
        public boolean go(Play play) {
            boolean first = !arrived;
            arrived = true;
            return gate.arrive(play, first);
        }

        @Override
        public Waits waits() {
            return Waits.TEST;
        }

        @Override
        public String missing(Play play) {
            return "  to go on once the test has released " + gate + "\n  but it has not";
        }
    }

    /** Waits for the peer's end, and nothing before. */
    static final class End implements Act {

        private final @Nullable EventKind kind;
        private final String text;

        End(@Nullable EventKind kind, String text) {
            this.kind = kind;
            this.text = text;
        }

        @Override
        public boolean go(Play play) {
            boolean mayLeave = kind == EventKind.RST_RECEIVED;
            if (!play.intake().isEmpty() && !mayLeave || play.isEnded() && !isRight(play)) {
                throw new Deviation(missing(play));
            }
            if (play.isEnded() && !play.intake().isEmpty()) {
                play.takeAll();
            }
            return play.isEnded();
        }

        private boolean isRight(Play play) {
            return kind == null || play.track().peerEnd() == kind;
        }

        @Override
        public Waits waits() {
            return Waits.PEER;
        }

        @Override
        public String missing(Play play) {
            return Deviation.lines(text, play.intake().peek(), play.intake().state());
        }
    }

    /** Plays steps several times, or as long as the peer goes on. */
    static Act repeat(List<Step> steps, int times) {
        return instant(play -> {
            if (times == Steps.ENDLESS) {
                play.repeatUntilEnd(steps);
            } else {
                play.progress().enter(steps, times);
            }
        });
    }
}
