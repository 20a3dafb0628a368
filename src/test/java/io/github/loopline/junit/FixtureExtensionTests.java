package io.github.loopline.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Service;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import io.github.loopline.testkit.Trace;
import io.github.loopline.testkit.Traced;
import io.github.loopline.trace.EventKind;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Modifier;
import java.net.InetSocketAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.io.TempDir;

/** How annotations register the extension, and how it gets on with others. */
class FixtureExtensionTests {

    @Test
    void a_composed_annotation_declares_a_fixture() {
        Run run = Samples.run(ComposedTestCase.class).succeeded(1);

        assertThat(run.openAfter("test")).isEmpty();
    }

    @Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
    @Retention(RetentionPolicy.RUNTIME)
    @TcpServer(service = Service.ECHO, greeting = "hello\r\n")
    @interface EchoServer {}

    @Target({ElementType.FIELD, ElementType.PARAMETER})
    @Retention(RetentionPolicy.RUNTIME)
    @EchoServer
    @interface TwiceComposed {}

    @Traced
    static class ComposedTestCase {

        @EchoServer
        StreamServer field;

        @Test
        void test(
                @TwiceComposed StreamServer parameter, @TcpClient(count = 2) List<StreamClient> clients, Trace trace) {
            clients.get(0).connect(field).expectLine("hello").send("PING\r\n").expectLine("PING");
            clients.get(1)
                    .connect(parameter)
                    .expectLine("hello")
                    .send("PING\r\n")
                    .expectLine("PING");
            trace.see("field", field);
            trace.see("parameter", parameter);
        }
    }

    @Test
    void a_composed_annotation_counts_as_one_of_two() {
        Run run = Samples.run(OverriddenTestCase.class);

        assertThat(run.failure("override"))
                .hasMessage("@TcpServer parameter [server] in [OverriddenTestCase.override(StreamServer)] must have one"
                        + " fixture annotation but has also @TcpServer. Remove one.");
        assertThat(run.failure("other"))
                .hasMessage(
                        "@TcpServer parameter [address] in [OverriddenTestCase.other(InetSocketAddress)] must have one"
                                + " fixture annotation but has also @UdpPeer. Remove one.");
    }

    static class OverriddenTestCase {

        @Test
        void override(@EchoServer @TcpServer(backlog = 5) StreamServer server) {}

        @Test
        void other(@EchoServer @UdpPeer InetSocketAddress address) {}
    }

    @Test
    void each_declaration_has_one_fixture_wherever_the_extension_is_registered() {
        Run run = Samples.run(RegisteredThriceTestCase.class).succeeded(1);

        assertThat(Events.order(run, "net", EventKind.OPENED)).containsExactly("field", "parameter");
        assertThat(run.trace().lines()).containsExactly("static events: 1");
    }

    @Traced
    @NetworkDefaults
    @ExtendWith(FixtureExtension.class)
    static class RegisteredThriceTestCase {

        @TcpServer
        static StreamServer shared;

        @TcpServer
        StreamServer field;

        @Test
        @NetworkDefaults
        @ExtendWith(FixtureExtension.class)
        void test(@TcpServer StreamServer parameter, Loopback net, Trace trace) {
            trace.watch("field", field);
            trace.watch("parameter", parameter);
            trace.watch("net", net);
            trace.add("static events: " + shared.connections().size());
        }

        @BeforeAll
        static void before(@TcpClient StreamClient client) {
            client.connect(shared);
            shared.connection(0);
        }
    }

    @Test
    void another_resolver_for_the_same_parameter_is_junits_error_and_everything_is_closed() {
        Run run = Samples.run(CompetingTestCase.class);

        assertThat(run.failure("test"))
                .isExactlyInstanceOf(ParameterResolutionException.class)
                .hasMessageStartingWith("Discovered multiple competing ParameterResolvers for parameter"
                        + " [io.github.loopline.stream.StreamServer server]")
                .hasMessageContaining(FixtureExtension.class.getName());
        assertThat(run.trace().fixtures()).containsOnlyKeys("before");
        assertThat(run.openAfter("test")).isEmpty();
    }

    static final class AnyServer implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getName().equals("server");
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            throw new IllegalStateException("never asked");
        }
    }

    @Traced
    @ExtendWith(AnyServer.class)
    static class CompetingTestCase {

        @BeforeEach
        void before(@TcpServer StreamServer own, Trace trace) {
            trace.see("before", own);
        }

        @Test
        void test(@TcpServer StreamServer server) {}
    }

    @Test
    void parameters_of_others_are_left_to_others() {
        Samples.run(OthersTestCase.class).succeeded(1);
    }

    static class OthersTestCase {

        @Test
        void test(@TcpServer StreamServer server, @TempDir Path directory, TestInfo test) {
            assertThat(directory).exists();
            assertThat(test.getDisplayName()).isNotEmpty();
        }
    }

    @Test
    void lists_are_found_in_constructors_of_inner_classes_that_were_compiled_without_parameter_names(
            @TempDir Path directory) throws Exception {
        Path source = directory.resolve("NamelessTestCase.java");
        Files.writeString(source, """
                import io.github.loopline.junit.TcpServer;
                import io.github.loopline.stream.StreamServer;
                import java.util.List;
                import org.junit.jupiter.api.Nested;
                import org.junit.jupiter.api.Test;

                class NamelessTestCase {

                    @Nested
                    class Inner {

                        Inner(@TcpServer(count = 2) List<StreamServer> servers) {}

                        @Test
                        void right() {}
                    }

                    @Nested
                    class Wrong {

                        Wrong(@TcpServer(count = 2) List<String> servers) {}

                        @Test
                        void wrong() {}
                    }
                }
                """);
        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-d",
                        directory.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        source.toString());
        assertThat(status).isZero();

        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
            Run run = Samples.run(loader.loadClass("NamelessTestCase"));

            run.succeeded("right");
            assertThat(run.failure("wrong"))
                    .hasMessage(
                            "@TcpServer parameter [arg1] in [Wrong(NamelessTestCase, List)] must be of type"
                                    + " StreamServer, ServerSocket, ServerSocketChannel, InetSocketAddress or int but is String. Write StreamServer, say.");
        }
    }

    @Test
    void only_annotations_can_register_it() {
        assertThat(FixtureExtension.class).isPublic().isFinal();
        assertThat(FixtureExtension.class.getDeclaredConstructors())
                .singleElement()
                .satisfies(constructor -> assertThat(
                                constructor.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED | Modifier.PRIVATE))
                        .isZero());
        assertThat(FixtureExtension.class.getDeclaredFields())
                .as("state, which would be shared by tests")
                .filteredOn(field -> !field.isSynthetic())
                .isEmpty();
    }
}
