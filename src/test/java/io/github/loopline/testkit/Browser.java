package io.github.loopline.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * A headless Chromium with one tab, driven by its DevTools protocol through a pipe: JSON messages, each ended by a zero byte. Whoever
 * starts one is {@code @Isolated}, see {@link Forked}.
 */
public final class Browser implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/bin/chromium");

    private static final int SECONDS = 30;

    private final Process process;
    private final OutputStream commands;
    private final LinkedBlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final List<String> events = new ArrayList<>();
    private String session = "";
    private int last;

    public static boolean isInstalled() {
        return Files.isExecutable(PROGRAM);
    }

    /** Starts one; {@code profile} is an empty folder of its own. */
    public Browser(Path profile) throws IOException {
        process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "exec \"$@\" 3<&0 4>&1 </dev/null >/dev/null",
                        "sh",
                        PROGRAM.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-quic",
                        "--disable-extensions",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--remote-debugging-pipe",
                        "--user-data-dir=" + profile)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        commands = process.getOutputStream();
        Thread reader = new Thread(this::read, "browser");
        reader.setDaemon(true);
        reader.start();
        String target = field(command("Target.createTarget", "\"url\":\"about:blank\""), "targetId");
        session = field(
                command("Target.attachToTarget", "\"flatten\":true,\"targetId\":\"" + target + "\""), "sessionId");
        for (String domain : List.of("Page", "Runtime", "Log")) {
            command(domain + ".enable", "");
        }
        command(
                "Emulation.setDeviceMetricsOverride",
                "\"width\":1200,\"height\":800,\"deviceScaleFactor\":1,\"mobile\":false");
    }

    private void read() {
        try (InputStream in = process.getInputStream()) {
            StringBuilder all = new StringBuilder();
            byte[] some = new byte[1 << 16];
            for (int n = in.read(some); n >= 0; n = in.read(some)) {
                all.append(new String(some, 0, n, StandardCharsets.ISO_8859_1)); // what is asked for comes in ASCII
                for (int end = all.indexOf("\0"); end >= 0; end = all.indexOf("\0")) {
                    messages.add(all.substring(0, end));
                    all.delete(0, end + 1);
                }
            }
        } catch (IOException e) {
            messages.add("the pipe is closed: " + e);
        }
    }

    /** Sends a command, and gives the answer. */
    public String command(String method, String parameters) {
        int id = ++last;
        String from = session.isEmpty() ? "" : "\"sessionId\":\"" + session + "\",";
        String json = "{\"id\":" + id + "," + from + "\"method\":\"" + method + "\",\"params\":{" + parameters + "}}\0";
        try {
            commands.write(json.getBytes(StandardCharsets.UTF_8));
            commands.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String answer = await("\"id\":" + id + ",");
        assertThat(answer).doesNotContain("\"error\":{", "\"exceptionDetails\":{");
        return answer;
    }

    private String await(String wanted) {
        try {
            while (true) {
                String message = messages.poll(SECONDS, TimeUnit.SECONDS);
                assertThat(message).as("what the browser says to " + wanted).isNotNull();
                if (message.contains(wanted)) {
                    return message;
                }
                events.add(message);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Opens a page and waits until it is loaded and shown: rows have no text before. What was logged before is forgotten. */
    public void open(Path page) {
        events.clear();
        command("Page.navigate", "\"url\":\"" + page.toUri() + "\"");
        if (events.stream().noneMatch(event -> event.contains("\"Page.loadEventFired\""))) {
            await("\"Page.loadEventFired\"");
        }
        Awaitility.await()
                .pollInSameThread()
                .atMost(Duration.ofSeconds(SECONDS))
                .until(() ->
                        !eval("performance.getEntriesByType('paint').length").equals("0"));
    }

    /** Lists what was logged to the console since the page was opened: violations of its policy, errors, output. */
    public List<String> console() {
        eval("0"); // what came before has been sent
        return events.stream()
                .filter(event -> event.contains("\"Log.entryAdded\"")
                        || event.contains("\"Runtime.exceptionThrown\"")
                        || event.contains("\"Runtime.consoleAPICalled\""))
                .toList();
    }

    /** Evaluates an expression and gives its value as text. */
    public String eval(String expression) {
        String encoded = "encodeURIComponent(String(" + expression + "))";
        String json = encoded.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", " ");
        String answer = command("Runtime.evaluate", "\"expression\":\"" + json + "\"");
        return URLDecoder.decode(field(answer, "value"), StandardCharsets.UTF_8);
    }

    /** Clicks into the middle of the first element of a selector, as a person would, after scrolling to it. */
    public void click(String selector) {
        String box = "(e => { e.scrollIntoView({block:'center'}); let r = e.getBoundingClientRect();"
                + " return (r.left + r.width / 2) + ' ' + (r.top + r.height / 2) })(document.querySelector('" + selector
                + "'))";
        String[] at = eval(box).split(" ");
        for (String type : List.of("mousePressed", "mouseReleased")) {
            command(
                    "Input.dispatchMouseEvent",
                    "\"type\":\"" + type + "\",\"x\":" + at[0] + ",\"y\":" + at[1]
                            + ",\"button\":\"left\",\"clickCount\":1");
        }
    }

    /** Presses a key: Tab, Enter. */
    public void press(String key) {
        String code = key.equals("Tab") ? "9" : "13";
        String text = key.equals("Tab") ? "" : ",\"text\":\"\\r\"";
        String common = "\"key\":\"" + key + "\",\"code\":\"" + key + "\",\"windowsVirtualKeyCode\":" + code;
        command("Input.dispatchKeyEvent", "\"type\":\"keyDown\"," + common + text);
        command("Input.dispatchKeyEvent", "\"type\":\"keyUp\"," + common);
    }

    private static String field(String json, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
        assertThat(matcher.find()).as(json).isTrue();
        return matcher.group(1);
    }

    /** Ends the browser and all its processes. */
    @Override
    public void close() {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
    }
}
