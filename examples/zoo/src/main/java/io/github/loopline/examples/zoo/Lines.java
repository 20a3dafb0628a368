package io.github.loopline.examples.zoo;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Sound reading and writing of LF-ended UTF-8 lines, for the specimens whose bug is elsewhere. */
public final class Lines {

    private Lines() {}

    public static void write(Socket s, String line) throws IOException {
        s.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Reads no further than the LF; throws EOFException if the stream ends before it. */
    public static String read(Socket s) throws IOException {
        InputStream in = s.getInputStream();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c; (c = in.read()) != '\n'; line.write(c)) {
            if (c < 0) {
                throw new EOFException("closed after " + line.size() + " bytes of a line");
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }
}
