package io.github.loopline;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.datagram.UdpPeerSpec;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Service;
import io.github.loopline.net.Family;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.stream.TcpClientSpec;
import io.github.loopline.stream.TcpServerSpec;
import io.github.loopline.tls.TlsOptions;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the READMEs show is compiled and run, and what their tables say is what the code does. */
class ReadmeTests {

    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    /** A comment, and the public method behind it. */
    private static final Pattern VERB =
            Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/\\s+(?:@[^\n]*\\s+)*public [^;{=]*?(\\w+)\\(", Pattern.DOTALL);

    private static final Pattern WAITS = Pattern.compile("^Wait |, waiting for |\\. Waits until ");

    private static final Map<String, BiConsumer<Options, Class<?>>> SPECS = Map.of(
            "Server", (options, type) -> TcpServerSpec.of(options).as(type),
            "Client", (options, type) -> TcpClientSpec.of(options).as(type),
            "Peer", (options, type) -> UdpPeerSpec.of(options).as(type));

    private static final Map<String, Class<?>> TYPES = Map.of(
            "StreamServer", StreamServer.class,
            "ServerSocket", ServerSocket.class,
            "ServerSocketChannel", ServerSocketChannel.class,
            "StreamClient", StreamClient.class,
            "Socket", Socket.class,
            "SocketChannel", SocketChannel.class,
            "DatagramPeer", DatagramPeer.class,
            "DatagramSocket", DatagramSocket.class,
            "DatagramChannel", DatagramChannel.class);

    /** Faults that are declared; the page of links tells. */
    private static final Set<Option> FAULTS = Set.of(
            Option.LATENCY_MILLIS,
            Option.JITTER_MILLIS,
            Option.BYTES_PER_SECOND,
            Option.SLICE_BYTES,
            Option.RESET_PERCENT,
            Option.LOSS_PERCENT,
            Option.DUPLICATE_PERCENT);

    /** What only sockets have that the JDK cannot open, or Unix ones; their own pages tell. */
    private static final Set<Option> NATIVE =
            Set.of(Option.PATH, Option.ABSTRACT_NAME, Option.TYPE, Option.HEADER_INCLUDED, Option.UPSTREAM_TLS);

    @Test
    void every_verb_that_waits_is_in_the_table_of_waits() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        int begin = readme.indexOf("## How long things wait");
        String table = readme.substring(begin, readme.indexOf("\n## ", begin + 1));

        assertThat(verbsThatWait())
                .contains("receive", "packet", "connect", "send", "awaitScript", "awaitArrival", "hasMore")
                .allSatisfy(verb -> assertThat(table).containsPattern("`(?:\\w+\\.)?" + verb + "(?:\\([^`]*\\))?`"));
    }

    private static Set<String> verbsThatWait() throws IOException {
        Set<String> verbs = new TreeSet<>();
        for (String each : List.of("stream", "datagram", "packet", "raw", "link", "script")) {
            for (Path file : find(Path.of("src/main/java/io/github/loopline", each), ".java")) {
                String source = Files.readString(file);
                Matcher verb = VERB.matcher(source);
                while (!file.toString().endsWith("Assert.java") && verb.find()) {
                    String comment =
                            verb.group(1).replaceAll("\\s*\\*\\s*", " ").strip();
                    if (WAITS.matcher(comment).find() && source.contains("\npublic ")) {
                        verbs.add(verb.group(2));
                    }
                }
            }
        }
        return verbs;
    }

    @TestFactory
    Stream<DynamicTest> java_blocks_are_copies_of_compiled_code() throws IOException {
        String code = normalised(compiledCode());
        List<DynamicTest> tests = new ArrayList<>();
        for (Path readme : readmes()) {
            Matcher blocks = JAVA_BLOCK.matcher(Files.readString(readme));
            while (blocks.find()) {
                String block = normalised(blocks.group(1));
                String name = readme + ": " + block.lines().findFirst().orElse("");
                tests.add(DynamicTest.dynamicTest(
                        name,
                        () -> assertThat(code.contains(block))
                                .as("compiled code has:%n%s", block)
                                .isTrue()));
            }
        }
        assertThat(tests).hasSizeGreaterThan(5);
        return tests.stream();
    }

    private static String compiledCode() throws IOException {
        StringBuilder code = new StringBuilder();
        for (Path root : List.of(Path.of("examples"), Path.of("src/test/java"))) {
            for (Path file : find(root, ".java")) {
                code.append(Files.readString(file)).append('\n');
            }
        }
        return code.toString();
    }

    private static List<Path> readmes() throws IOException {
        List<Path> readmes = new ArrayList<>(find(Path.of("examples"), "README.md"));
        readmes.add(Path.of("README.md"));
        if (Files.isDirectory(Path.of("src/site/markdown"))) {
            readmes.addAll(find(Path.of("src/site/markdown"), ".md"));
        }
        return readmes;
    }

    private static List<Path> find(Path root, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .filter(file -> !file.toString().contains("target"))
                    .toList();
        }
    }

    /** Leaves the lines in their order, without indentation and empty lines. */
    private static String normalised(String text) {
        StringBuilder lines = new StringBuilder();
        text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .forEach(line -> lines.append(line).append('\n'));
        return lines.toString();
    }

    @Test
    void attribute_table_says_what_each_type_takes() throws IOException {
        List<String> rows = Files.readString(Path.of("README.md"))
                .lines()
                .dropWhile(line -> !line.startsWith("| attribute | StreamServer"))
                .takeWhile(line -> line.startsWith("|"))
                .toList();
        List<String> columns = cells(rows.get(0));
        List<String> attributes = new ArrayList<>();
        for (String row : rows.subList(2, rows.size())) {
            List<String> cells = cells(row);
            Option option = option(cells.get(0).replace("`", ""));
            attributes.add(option.attribute());
            for (int i = 1; i < columns.size(); i++) {
                assertThat(takes(option, columns.get(i)))
                        .as("%s on %s", option.attribute(), columns.get(i))
                        .isEqualTo(i < cells.size() && cells.get(i).equals("x"));
            }
        }
        assertThat(attributes)
                .containsExactlyElementsOf(Arrays.stream(Option.values())
                        .filter(option -> !NATIVE.contains(option) && !FAULTS.contains(option))
                        .map(Option::attribute)
                        .toList());
    }

    private static List<String> cells(String row) {
        return Arrays.stream(row.substring(1, row.length() - 1).split("\\|", -1))
                .map(String::strip)
                .toList();
    }

    private static Option option(String attribute) {
        return Arrays.stream(Option.values())
                .filter(option -> option.attribute().equals(attribute))
                .findFirst()
                .orElseThrow();
    }

    private static boolean takes(Option option, String type) {
        String role = type.contains("Server") ? "Server" : type.contains("Datagram") ? "Peer" : "Client";
        try {
            SPECS.get(role).accept(Options.NONE.with(option, sample(option)), TYPES.get(type));
            return true;
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageStartingWith(option.attribute() + " has no effect on " + type + ". ");
            return false;
        }
    }

    private static Object sample(Option option) {
        return switch (option) {
            case FAMILY -> Family.INET;
            case HOST -> "127.0.0.1";
            case GROUP -> "239.1.2.3";
            case PATH, GREETING -> "x";
            case SERVICE -> Service.ECHO;
            case TLS -> TlsOptions.create();
            case BLOCKING, NO_DELAY, KEEP_ALIVE, REUSE_ADDRESS, REUSE_PORT, OOB_INLINE, QUICK_ACK, BROADCAST -> true;
            default -> 1;
        };
    }
}
