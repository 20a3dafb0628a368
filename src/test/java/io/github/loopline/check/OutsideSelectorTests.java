package io.github.loopline.check;

import static io.github.loopline.check.Told.BEGINNING;
import static io.github.loopline.check.Told.connect;
import static io.github.loopline.check.Told.message;
import static io.github.loopline.check.Told.own;
import static io.github.loopline.check.Told.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.loopline.testkit.Elsewhere;
import io.github.loopline.testkit.Forked;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** What a guard makes of questions for proxies, and that it leaves their selector as it was. */
@Isolated
@EnabledOnOs(OS.LINUX)
class OutsideSelectorTests {

    private final Elsewhere elsewhere = new Elsewhere();

    @Test
    void urls_are_told_without_path_and_query() throws Exception {
        InetSocketAddress refusing = Elsewhere.refusing();
        try (OutsideGuard guard = OutsideGuard.open()) {
            get("http://" + text(refusing) + "/secret?of=mine");

            assertThat(message(guard))
                    .startsWith(BEGINNING + "TCP to " + own(refusing) + ", for http://"
                            + text(refusing) + ", by thread ["
                            + Thread.currentThread().getName()
                            + "]\n    at sun.net.www.protocol.http.HttpURLConnection.")
                    .doesNotContain("secret");
        }
    }

    private static void get(String url) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url).toURL().openConnection();
        assertThat(catchThrowable(connection::getResponseCode)).isInstanceOf(IOException.class);
    }

    @Test
    void the_proxy_counts_and_not_what_it_is_asked_for() throws Exception {
        InetSocketAddress refusing = Elsewhere.refusing();
        withSelector(new Fixed(new InetSocketAddress("127.0.0.1", 1)), () -> {
            try (OutsideGuard guard = OutsideGuard.open()) {
                get("http://outside.example/");
                guard.verify();
            }
        });
        withSelector(new Fixed(refusing), () -> {
            try (OutsideGuard guard = OutsideGuard.open()) {
                get("http://outside.example/");

                assertThat(message(guard))
                        .startsWith(BEGINNING + "TCP to " + own(refusing)
                                + ", as proxy for http://outside.example, by thread [");
            }
        });
    }

    @Test
    void who_only_asks_for_proxies_is_told_if_the_kernel_has_the_socket() throws Exception {
        InetSocketAddress silent = elsewhere.silent();
        try (elsewhere;
                OutsideGuard guard = OutsideGuard.open()) {
            assertThat(ProxySelector.getDefault().select(URI.create("https://" + text(silent))))
                    .containsExactly(Proxy.NO_PROXY);
            guard.verify();
            try (SocketChannel channel = SocketChannel.open(silent)) {
                assertThat(channel.isConnected()).isTrue();
                assertThat(message(guard))
                        .startsWith(
                                BEGINNING + "TCP to " + own(silent) + ", for https://" + text(silent) + ", by thread [")
                        .contains(getClass().getName());
            }
        }
    }

    @Test
    void the_selector_is_put_back_unless_somebody_has_set_another() throws Exception {
        ProxySelector before = ProxySelector.getDefault();
        ProxySelector kept;
        try (OutsideGuard outer = OutsideGuard.open()) {
            kept = ProxySelector.getDefault();
            OutsideGuard.open().close();
            assertThat(ProxySelector.getDefault()).isSameAs(kept).isNotSameAs(before);
            outer.verify();
        }
        assertThat(ProxySelector.getDefault()).isSameAs(before);
        Fixed other = new Fixed(new InetSocketAddress("127.0.0.1", 1));
        withSelector(before, () -> {
            try (OutsideGuard guard = OutsideGuard.open()) {
                ProxySelector.setDefault(other);
                guard.verify();
            }
            assertThat(ProxySelector.getDefault()).isSameAs(other);
        });
        withSelector(null, () -> {
            try (OutsideGuard guard = OutsideGuard.open()) {
                assertThat(ProxySelector.getDefault().select(URI.create("http://127.0.0.1:1/")))
                        .containsExactly(Proxy.NO_PROXY);
                guard.verify();
            }
            assertThat(ProxySelector.getDefault()).isNull();
        });
        assertThat(kept.select(URI.create("http://127.0.0.1:1/"))).containsExactly(Proxy.NO_PROXY);
    }

    /** One that was taken while a guard was open and is set later asks only what stood there before. */
    @Test
    void a_selector_that_was_kept_is_not_stacked() {
        ProxySelector before = ProxySelector.getDefault();
        try {
            OutsideGuard guard = OutsideGuard.open();
            ProxySelector kept = ProxySelector.getDefault();
            guard.close();
            ProxySelector.setDefault(kept);
            try (OutsideGuard next = OutsideGuard.open()) {
                assertThat(ProxySelector.getDefault()).isSameAs(kept);
                assertThatThrownBy(() -> connect(Elsewhere.refusing())).isInstanceOf(IOException.class);
                assertThat(message(next)).startsWith(BEGINNING);
            }
            assertThat(ProxySelector.getDefault()).isSameAs(before);
        } finally {
            ProxySelector.setDefault(before);
        }
    }

    @Test
    void a_thread_that_was_interrupted_is_told_the_same() {
        try (OutsideGuard guard = OutsideGuard.open()) {
            assertThatThrownBy(() -> connect(Elsewhere.refusing())).isInstanceOf(IOException.class);
            Thread.currentThread().interrupt();
            guard.close();

            assertThat(message(guard)).startsWith(BEGINNING);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void a_name_counts_as_what_it_means(@TempDir Path directory) throws Exception {
        Path hosts = directory.resolve("hosts");
        Files.writeString(hosts, "127.0.0.1 in.test\n" + Elsewhere.address().getHostAddress() + " out.test\n");
        String printed = Forked.run(Named.class, "-Djdk.net.hosts.file=" + hosts);

        assertThat(printed.lines())
                .startsWith(
                        BEGINNING.strip(),
                        "  TCP to " + own(Elsewhere.refusing()) + ", for out.test:1, by thread [main]")
                .doesNotContain("unknown.test", "in.test");
    }

    /** Connects to names. */
    static final class Named {

        private Named() {}

        public static void main(String[] arguments) {
            try (OutsideGuard guard = OutsideGuard.open()) {
                for (String name : List.of("in.test", "out.test", "unknown.test")) {
                    Throwable failure = catchThrowable(() -> connect(new InetSocketAddress(name, 1)));
                    assert failure != null;
                }
                System.out.println(message(guard));
            }
        }
    }

    private interface Code {

        void run() throws Exception;
    }

    private static void withSelector(ProxySelector selector, Code code) throws Exception {
        ProxySelector before = ProxySelector.getDefault();
        ProxySelector.setDefault(selector);
        try {
            code.run();
        } finally {
            ProxySelector.setDefault(before);
        }
    }

    /** Answers always the same. */
    private static final class Fixed extends ProxySelector {

        private final Proxy proxy;

        Fixed(InetSocketAddress address) {
            proxy = new Proxy(Proxy.Type.HTTP, address);
        }

        @Override
        public List<Proxy> select(URI uri) {
            return List.of(proxy);
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException failure) {
            // as expected
        }
    }
}
