package io.github.loopline.examples.zoo.reading;

import io.github.loopline.examples.zoo.Contracts.Service;
import io.github.loopline.examples.zoo.ThreadedService;
import io.github.loopline.examples.zoo.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Takes one read for one message: what else came with it is thrown away.
 *
 * @see <a href="https://github.com/willianmarquess/open-mt2/issues/76">willianmarquess/open-mt2#76</a>; the same:
 * songxinjianqwe/Chat#4, ProdigyReloaded/delivery-system#126
 */
public final class CoalescedMessages {

    private CoalescedMessages() {}

    /** A line server: answers every line X with the line ok:X, also when several come at once. */
    public static Service open() throws IOException {
        return (Variant.isBuggy() ? new Buggy() : new Fixed()).open();
    }

    static class Buggy extends ThreadedService {
        Buggy() throws IOException {}

        @Override
        protected void serve(Socket s) throws IOException {
            StringBuilder held = new StringBuilder();
            InputStream in = s.getInputStream();
            byte[] chunk = new byte[4096];
            for (int n; (n = in.read(chunk)) > 0; ) {
                held.append(new String(chunk, 0, n, StandardCharsets.ISO_8859_1));
                take(held, s);
            }
        }

        void take(StringBuilder held, Socket s) throws IOException {
            if (held.indexOf("\n") >= 0) {
                answer(held.substring(0, held.indexOf("\n")), s);
                held.setLength(0); // BUG: one read, one message
            }
        }

        void answer(String line, Socket s) throws IOException {
            s.getOutputStream().write(("ok:" + line + "\n").getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    static final class Fixed extends Buggy {
        Fixed() throws IOException {}

        @Override
        void take(StringBuilder held, Socket s) throws IOException {
            for (int end; (end = held.indexOf("\n")) >= 0; held.delete(0, end + 1)) {
                answer(held.substring(0, end), s);
            }
        }
    }
}
