package io.github.loopline.stream;

import static io.github.loopline.stream.JdkWords.alert;
import static io.github.loopline.stream.JdkWords.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.loopline.Loopback;
import io.github.loopline.tls.TlsOptions;
import io.github.loopline.tls.TlsRecords;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLProtocolException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client of the JDK says of bytes that come beneath TLS, where it expects a record. */
class TlsBeneathTests {

    private static final String MISMATCH = alert("Tag mismatch!", told("bad_record_mac", "Tag mismatch"));

    private final Loopback net = Loopback.open();

    @AfterEach
    void close() {
        net.close();
    }

    private StreamServer server() {
        return net.open(TcpServerSpec.create().tls(TlsOptions.create()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void a_corrupted_record(String protocol) throws Exception {
        assertThat(sees(protocol, TlsRecords.corrupted()))
                .isExactlyInstanceOf(SSLException.class)
                .hasMessage(MISMATCH);
    }

    /** Gives what a client says of bytes where it expects a record. */
    private Throwable sees(String protocol, byte... beneath) throws Exception {
        StreamServer server = server();
        try (TlsClient client = TlsClient.talking(server, protocol)) {
            server.connection(0).sendBeneathTls(beneath);
            return catchThrowable(() -> client.receive(1));
        }
    }

    private static String tooShort(int length, String least) {
        return told(
                "bad_record_mac",
                "Insufficient buffer remaining for AEAD cipher fragment (" + length + "). Needs to be more than "
                        + least);
    }

    @Test
    void a_forged_alert() throws Exception {
        assertThat(sees("TLSv1.2", TlsRecords.alert(TlsRecords.FATAL, 80)))
                .isExactlyInstanceOf(SSLException.class)
                .hasMessage(tooShort(2, "or equal to IV size (8) + tag size (16)"));
        assertThat(sees("TLSv1.3", TlsRecords.alert(TlsRecords.FATAL, 80)))
                .isInstanceOf(SSLException.class)
                .hasMessage(alert(tooShort(2, "tag size (16)"), "Unexpected exception"));
    }

    @Test
    void a_record_of_garbage() throws Exception {
        assertThat(sees("TLSv1.2", TlsRecords.garbage()))
                .isExactlyInstanceOf(SSLException.class)
                .hasMessage(tooShort(4, "or equal to IV size (8) + tag size (16)"));
        assertThat(sees("TLSv1.3", TlsRecords.garbage()))
                .isExactlyInstanceOf(SSLException.class)
                .hasMessage(tooShort(4, "tag size (16)"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void an_oversized_record(String protocol) throws Exception {
        assertThat(sees(protocol, TlsRecords.oversized()))
                .isExactlyInstanceOf(SSLProtocolException.class)
                .hasMessage("Illegal packet size: 65540");
    }

    /** Its first five bytes are read as the header of a record, whose length the fourth and the fifth say; the client waits for that. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void plain_text_is_a_record_that_does_not_end(String protocol) throws Exception {
        StreamServer server = server();
        try (TlsClient client = TlsClient.talking(server, protocol)) {
            server.connection(0).sendBeneathTls(TlsRecords.plainText("HTTP/1.1 500 Out of service\r\n"));
            client.raw().setSoTimeout(200);

            assertThatThrownBy(() -> client.receive(1))
                    .isExactlyInstanceOf(SocketTimeoutException.class)
                    .hasMessage("Read timed out");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void much_plain_text_is_a_corrupted_record(String protocol) throws Exception {
        assertThat(sees(protocol, TlsRecords.plainText("HTTP/1.1 " + " ".repeat('P' * 256 + '/'))))
                .isExactlyInstanceOf(SSLException.class)
                .hasMessage(MISMATCH);
    }
}
