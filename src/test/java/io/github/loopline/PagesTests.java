package io.github.loopline;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.net.Family;
import io.github.loopline.net.Protocol;
import io.github.loopline.net.SocketType;
import io.github.loopline.packet.PacketClient;
import io.github.loopline.packet.PacketConnection;
import io.github.loopline.packet.PacketServer;
import io.github.loopline.raw.RawPeer;
import io.github.loopline.stream.Connection;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/** What a page claims is backed by the test that it names, row by row and cell by cell. */
class PagesTests {

    private static final Path PAGES = Path.of("src/site/markdown");

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private static final Pattern TEST = Pattern.compile("(\\w+Tests)\\.(\\w+)");

    private static final Pattern CLASS = Pattern.compile("`((?:[a-z]+\\.)*[A-Z]\\w+)`");

    /** A constant or a call, but not the beginning of several. */
    private static final Pattern NAME = Pattern.compile("(?<!\\w)(?:\\w++(?=\\(\\))|\\w*_\\w++(?!\\.\\.\\.))");

    private static final Pattern BEGINNING = Pattern.compile("(\\w+)\\.\\.\\.");

    private static final List<Class<?>> FIXTURES = List.of(
            StreamServer.class,
            StreamClient.class,
            Connection.class,
            PacketServer.class,
            PacketClient.class,
            PacketConnection.class,
            DatagramPeer.class,
            RawPeer.class,
            Loopback.class);

    /** The tests of each test class by its simple name. Two classes may share one. */
    private static final Map<String, Set<String>> TESTS = tests();

    private static Map<String, Set<String>> tests() {
        Path root = Path.of("src/test/java");
        Map<String, Set<String>> tests = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    files.filter(it -> it.toString().endsWith("Tests.java")).toList()) {
                String name =
                        root.relativize(file).toString().replace(".java", "").replace('/', '.');
                Class<?> type = Class.forName(name, false, PagesTests.class.getClassLoader());
                Set<String> own = tests.computeIfAbsent(type.getSimpleName(), key -> new HashSet<>());
                for (Method method : type.getDeclaredMethods()) {
                    if (AnnotationSupport.isAnnotated(method, Testable.class)) {
                        own.add(method.getName());
                    }
                }
            }
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
        return tests;
    }

    @TestFactory
    Stream<DynamicTest> every_test_that_a_page_names_is_there() throws IOException {
        List<DynamicTest> dynamic = new ArrayList<>();
        try (Stream<Path> pages = Files.list(PAGES)) {
            for (Path page : pages.toList()) {
                String text = Files.readString(page);
                dynamic.add(DynamicTest.dynamicTest(
                        page.getFileName().toString(),
                        () -> assertThat(named(text)).allSatisfy(PagesTests::isTest)));
            }
        }
        return dynamic.stream();
    }

    private static List<String> named(String text) {
        List<String> names = new ArrayList<>();
        Matcher code = CODE.matcher(text);
        while (code.find()) {
            if (TEST.matcher(code.group(1)).matches()) {
                names.add(code.group(1));
            }
        }
        return names;
    }

    private static void isTest(String name) {
        Matcher test = TEST.matcher(name);
        assertThat(test.matches()).as("%s is Class.method", name).isTrue();
        assertThat(TESTS.get(test.group(1))).as(name).isNotNull().contains(test.group(2));
    }

    @Test
    void every_class_that_the_map_names_is_there() throws IOException {
        String page = Files.readString(Path.of("CONTRIBUTING.md"));
        String map = page.substring(page.indexOf("| what | where |"), page.indexOf("## The matrix"));
        List<String> classes =
                CLASS.matcher(map).results().map(each -> each.group(1)).toList();

        assertThat(classes)
                .hasSizeGreaterThan(40)
                .allSatisfy(name -> assertThat(
                                Path.of("src/main/java/io/github/loopline", name.replace('.', '/') + ".java"))
                        .isRegularFile());
    }

    /** A blank line ends a table, and what stands below it is text with bars. */
    @TestFactory
    Stream<DynamicTest> every_table_begins_with_its_head() throws IOException {
        List<Path> files =
                new ArrayList<>(List.of(Path.of("README.md"), Path.of("CHANGES.md"), Path.of("CONTRIBUTING.md")));
        for (Path root : List.of(PAGES, Path.of("examples"))) {
            try (Stream<Path> pages = Files.walk(root)) {
                pages.filter(page -> page.toString().endsWith(".md")).forEach(files::add);
            }
        }
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(
                        file.toString(),
                        () -> assertThat(headless(Files.readAllLines(file))).isEmpty()));
    }

    private static List<String> headless(List<String> lines) {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            boolean begins =
                    lines.get(i).startsWith("|") && (i == 0 || lines.get(i - 1).isBlank());
            if (begins && (i + 1 == lines.size() || !lines.get(i + 1).startsWith("| ---"))) {
                rows.add((i + 1) + ": " + lines.get(i));
            }
        }
        return rows;
    }

    @Test
    void a_table_that_a_blank_line_splits_is_found() {
        assertThat(headless(List.of("| a |", "| --- |", "| b |", "", "| c |"))).containsExactly("5: | c |");
    }

    @TestFactory
    Stream<DynamicTest> every_row_of_a_table_with_tests_names_one() throws IOException {
        List<DynamicTest> dynamic = new ArrayList<>();
        for (String page : List.of("blocking.md", "bsd-sockets.md", "faults.md", "outside.md")) {
            for (List<String> row : rows(page, "test")) {
                dynamic.add(DynamicTest.dynamicTest(
                        page + ": " + row.get(0),
                        () -> assertThat(named(row.get(row.size() - 1))).isNotEmpty()));
            }
        }
        return dynamic.stream();
    }

    @TestFactory
    Stream<DynamicTest> every_cell_of_the_table_of_modes_ends_with_a_test() throws IOException {
        List<DynamicTest> dynamic = new ArrayList<>();
        for (List<String> row : rows("blocking.md", "tests in")) {
            assertThat(row).hasSize(5);
            String tests = lastCode(row.get(4));
            for (String cell : row.subList(1, 4)) {
                dynamic.add(
                        DynamicTest.dynamicTest(row.get(0) + ": " + cell, () -> isTest(tests + "." + lastCode(cell))));
            }
        }
        assertThat(dynamic).hasSizeGreaterThan(80);
        return dynamic.stream();
    }

    @Test
    void tests_of_modes_are_all_in_the_page() throws IOException {
        String page = Files.readString(PAGES.resolve("blocking.md"));
        Set<String> named = new HashSet<>();
        rows("blocking.md", "tests in")
                .forEach(row ->
                        row.subList(1, 4).forEach(cell -> named.add(lastCode(row.get(4)) + "." + lastCode(cell))));
        named.addAll(named(page));

        TESTS.forEach((type, tests) -> {
            if (type.endsWith("ModesTests")) {
                assertThat(named)
                        .containsAll(
                                tests.stream().map(test -> type + "." + test).toList());
            }
        });
    }

    /** Those of Python's module, and of the headers of Linux. */
    @Test
    void every_name_of_the_sockets_interface_has_a_row() throws IOException {
        Set<String> names = new HashSet<>();
        Set<String> beginnings = new HashSet<>();
        for (List<String> row : rows("bsd-sockets.md", "test")) {
            names.addAll(List.of(row.get(0).split("\\W+")));
            Matcher beginning = BEGINNING.matcher(row.get(0));
            while (beginning.find()) {
                beginnings.add(beginning.group(1));
            }
        }

        assertThat(Files.readAllLines(Path.of("src/test/resources/io/github/loopline/sockets-interface.txt")))
                .hasSizeGreaterThan(600)
                .allMatch(name -> names.contains(name) || beginnings.stream().anyMatch(name::startsWith));
    }

    /** The policies, effects, toxics, faults, filters and throttlers of others. */
    @Test
    void every_fault_of_others_has_a_row() throws IOException {
        Set<String> names = new HashSet<>();
        for (List<String> row : rows("faults.md", "test")) {
            names.addAll(List.of(row.get(0).split("\\W+")));
        }

        assertThat(names)
                .containsAll(Files.readAllLines(Path.of("src/test/resources/io/github/loopline/faults-elsewhere.txt")));
    }

    /** So the line compiles, and it is what the test sees the effect of. */
    @TestFactory
    Stream<DynamicTest> every_line_that_makes_a_fault_stands_in_its_tests() throws IOException {
        List<DynamicTest> dynamic = new ArrayList<>();
        for (List<String> row : rows("faults.md", "test")) {
            dynamic.add(DynamicTest.dynamicTest(row.get(0), () -> {
                String source = source(named(row.get(3)));
                Matcher line = CODE.matcher(row.get(1));
                while (line.find()) {
                    assertThat(source).contains(line.group(1).replaceAll("\\s", ""));
                }
            }));
        }
        assertThat(dynamic).hasSizeGreaterThan(100);
        return dynamic.stream();
    }

    /** Gives the code of the classes that these tests are in, without white space. */
    private static String source(List<String> tests) throws IOException {
        Set<String> files = new HashSet<>();
        tests.forEach(test -> files.add(test.split("\\.")[0] + ".java"));
        StringBuilder code = new StringBuilder();
        try (Stream<Path> all = Files.walk(Path.of("src/test/java"))) {
            for (Path file : all.filter(it -> files.contains(it.getFileName().toString()))
                    .toList()) {
                code.append(Files.readString(file).replaceAll("\\s", ""));
            }
        }
        return code.toString();
    }

    @TestFactory
    Stream<DynamicTest> what_is_not_offered_is_not_there() throws IOException {
        Set<String> there = there();
        List<DynamicTest> dynamic = new ArrayList<>();
        for (List<String> row : rows("bsd-sockets.md", "test")) {
            if (row.get(1).startsWith("not offered: ")) {
                Matcher name = NAME.matcher(row.get(0));
                while (name.find()) {
                    String constant = name.group();
                    dynamic.add(DynamicTest.dynamicTest(
                            constant, () -> assertThat(there).doesNotContain(plain(constant))));
                }
            }
        }
        assertThat(dynamic).hasSizeGreaterThan(90);
        assertThat(there).contains("AFUNIX", "SOCKRAW", "IPPROTOUDP", "SORCVBUF", "TCPNODELAY", "IPTOS", "CONNECTEX");
        return dynamic.stream();
    }

    /** Gives the names of families, types, protocols, options of the JDK, and verbs. */
    private static Set<String> there() throws IOException {
        Set<String> there = new HashSet<>();
        Stream.of(Family.values()).forEach(family -> there.add(plain("AF_" + family)));
        Stream.of(SocketType.values()).forEach(type -> there.add(plain("SOCK_" + type)));
        Stream.of(Protocol.values()).forEach(protocol -> there.add(plain("IPPROTO_" + protocol)));
        try (NetworkChannel client = SocketChannel.open();
                NetworkChannel server = ServerSocketChannel.open();
                NetworkChannel datagrams = DatagramChannel.open()) {
            for (NetworkChannel channel : List.of(client, server, datagrams)) {
                channel.supportedOptions().forEach(option -> there.add(plain(option.name())));
            }
        }
        for (Class<?> type : FIXTURES) {
            Arrays.stream(type.getMethods()).forEach(verb -> there.add(plain(verb.getName())));
        }
        return there;
    }

    /** Leaves nothing of how the languages write a name. */
    private static String plain(String name) {
        return name.replace("_", "").toUpperCase(Locale.ROOT);
    }

    private static String lastCode(String cell) {
        Matcher code = CODE.matcher(cell);
        String last = "";
        while (code.find()) {
            last = code.group(1);
            assertThat(code.end()).isLessThanOrEqualTo(cell.length());
        }
        assertThat(cell).endsWith("`" + last + "`");
        return last;
    }

    /** Gives the rows of all tables whose last column is called so. */
    private static List<List<String>> rows(String page, String lastColumn) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        boolean wanted = false;
        String before = "";
        for (String line : Files.readAllLines(PAGES.resolve(page))) {
            if (line.startsWith("|")) {
                List<String> cells = cells(line);
                if (!before.startsWith("|")) {
                    wanted = cells.get(cells.size() - 1).equals(lastColumn);
                } else if (wanted && !line.startsWith("| ---")) {
                    rows.add(cells);
                }
            }
            before = line;
        }
        return rows;
    }

    private static List<String> cells(String row) {
        return Arrays.stream(row.substring(1, row.length() - 1).split("\\|", -1))
                .map(String::strip)
                .toList();
    }
}
