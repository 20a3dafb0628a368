package io.github.loopline.examples.wire;

import java.io.IOException;
import org.apache.commons.net.ftp.FTPClient;

/** The folder in which an FTP session begins, asked for with Commons Net. */
public final class FtpFolder {

    private FtpFolder() {}

    public static String name(Place place) throws IOException {
        var ftp = new FTPClient();
        ftp.setConnectTimeout(place.millis());
        ftp.setDefaultTimeout(place.millis());
        try {
            ftp.connect(place.host(), place.port());
            var name = ftp.printWorkingDirectory();
            if (name == null) {
                throw new IOException("refused: " + ftp.getReplyString());
            }
            return name;
        } finally {
            if (ftp.isConnected()) {
                ftp.disconnect();
            }
        }
    }
}
