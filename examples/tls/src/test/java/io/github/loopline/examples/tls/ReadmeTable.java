package io.github.loopline.examples.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The tables of README.md: what each client does of each behaviour. */
final class ReadmeTable {

    private ReadmeTable() {}

    /** The cells behind the first one of each row that has one for each client, by that first one. */
    static Map<String, List<String>> rows() throws IOException {
        var rows = new LinkedHashMap<String, List<String>>();
        for (var line : Files.readAllLines(Path.of("README.md"))) {
            var cells = Stream.of(line.split("\\|")).map(String::strip).toList();
            if (line.startsWith("| `") && cells.size() == Client.values().length + 2) {
                rows.put(cells.get(1).replace("`", ""), cells.subList(2, cells.size()));
            }
        }
        return rows;
    }
}
