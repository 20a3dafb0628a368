package io.github.loopline.examples.wire;

import static io.github.loopline.examples.wire.Servers.HASTY;
import static io.github.loopline.examples.wire.Servers.PATIENT;
import static io.github.loopline.examples.wire.Servers.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.junit.LeakMode;
import io.github.loopline.junit.NetworkDefaults;
import io.github.loopline.junit.TcpServer;
import io.github.loopline.stream.StreamServer;
import java.time.Duration;

/** Clients of protocols of lines. Each class is run by {@link WireTableTest}. */
final class TextClients {

    private TextClients() {}

    static class CommonsPop3 {

        @Loud
        void commons_net_pop3(@TcpServer StreamServer server) throws Exception {
            asks(server, PATIENT);
        }

        @Mute
        void commons_net_pop3_in_silence(@TcpServer StreamServer server) throws Exception {
            asks(server, HASTY);
        }

        private static void asks(StreamServer server, Duration timeout) throws Exception {
            Servers.answer(server, "+OK hi\r\n", Servers::pop3);

            assertThat(CommonsMailbox.size(at(server, timeout))).isEqualTo(320);
        }
    }

    @NetworkDefaults(leaks = LeakMode.TELL) // it leaves its socket to the garbage collector: see README.md
    static class AngusPop3 {

        @Loud
        void angus_mail_pop3(@TcpServer StreamServer server) throws Exception {
            Servers.answer(server, "+OK hi\r\n", Servers::pop3);

            assertThat(AngusMailbox.size(at(server, PATIENT))).isEqualTo(320);
        }
    }

    static class CommonsFtp {

        @Loud
        void commons_net_ftp(@TcpServer StreamServer server) throws Exception {
            Servers.answer(server, "220 hi\r\n", command -> "257 \"/home\" is it\r\n");

            assertThat(FtpFolder.name(at(server, PATIENT))).isEqualTo("/home");
        }
    }

    static class Url {

        @Loud
        void http_url_connection(@TcpServer StreamServer server) throws Exception {
            asks(server, PATIENT);
        }

        @Mute
        void http_url_connection_in_silence(@TcpServer StreamServer server) throws Exception {
            asks(server, HASTY);
        }

        private static void asks(StreamServer server, Duration timeout) throws Exception {
            server.handle(Servers::page);

            assertThat(UrlPage.read(at(server, timeout))).isEqualTo("hello");
        }
    }

    static class JdkClient {

        @Loud
        void jdk_http_client(@TcpServer StreamServer server) throws Exception {
            asks(server, PATIENT);
        }

        @Mute
        void jdk_http_client_in_silence(@TcpServer StreamServer server) throws Exception {
            asks(server, HASTY);
        }

        private static void asks(StreamServer server, Duration timeout) throws Exception {
            server.handle(Servers::page);

            assertThat(ClientPage.read(at(server, timeout))).isEqualTo("hello");
        }
    }
}
