package io.github.loopline.examples.zoo.serving;

import io.github.loopline.examples.zoo.Contracts.Service;
import io.github.loopline.examples.zoo.Lines;
import io.github.loopline.examples.zoo.ThreadedService;
import io.github.loopline.examples.zoo.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/**
 * Refuses a request and closes with its body unread, which resets the connection: the client never sees the answer.
 *
 * @see <a href="https://github.com/dotnet/runtime/issues/57186">dotnet/runtime#57186</a>; the same:
 * jetty/jetty.project#2867
 */
public final class ResponseLostByReset {

    private ResponseLostByReset() {}

    /** A client sends the line 'PUT n' and n bytes; for n > 1000 it gets the line 413 once it has sent them. */
    public static Service open() throws IOException {
        return (Variant.isBuggy() ? new Buggy() : new Fixed()).open();
    }

    static class Buggy extends ThreadedService {
        Buggy() throws IOException {}

        @Override
        protected void serve(Socket s) throws IOException {
            int length = Integer.parseInt(Lines.read(s).substring(4));
            if (length > 1000) {
                Lines.write(s, "413");
                finish(s);
            } else {
                s.getInputStream().readNBytes(length);
                Lines.write(s, "200");
            }
        }

        void finish(Socket s) throws IOException {} // BUG: closed with unread input: RST
    }

    static final class Fixed extends Buggy {
        Fixed() throws IOException {}

        @Override
        void finish(Socket s) throws IOException {
            s.shutdownOutput();
            s.setSoTimeout(1000);
            InputStream in = s.getInputStream();
            byte[] waste = new byte[8192];
            int n;
            for (long left = 64 << 20; left > 0 && (n = in.read(waste)) >= 0; left -= n) {}
        }
    }
}
