package io.github.loopline.junit;

import static io.github.loopline.check.Calls.call;
import static io.github.loopline.check.Wire.CUT_EVERY_BYTE;
import static io.github.loopline.check.Wire.FIN_EVERYWHERE;
import static io.github.loopline.script.Framing.lines;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands in the stack trace of a failed test: code of the user, of the JDK and of JUnit, and nothing of what runs it. */
class FrameTests {

    @ParameterizedTest
    @CsvSource({"plain, plain", "called, lambda", "reshaped#2, reshaped", "broken#2, broken"})
    void a_trace_has_frames_of_the_test_alone(String test, String method) {
        Run run = Samples.run(FailsTestCase.class);
        Throwable failure = run.failure(test);
        List<StackTraceElement> traces = Stream.iterate(failure, each -> each != null, Throwable::getCause)
                .flatMap(each -> Arrays.stream(each.getStackTrace()))
                .toList();

        assertThat(failure.getStackTrace()[0].getMethodName()).startsWith(method);
        assertThat(failure).hasRootCauseMessage("the cause");
        assertThat(traces)
                .filteredOn(frame -> frame.getClassName().startsWith("io.github.loopline."))
                .allSatisfy(frame -> assertThat(frame.getClassName()).contains("FrameTests$FailsTestCase"));
    }

    static class FailsTestCase {

        @Test
        void plain(@TcpServer StreamServer server) {
            throw new IllegalStateException(server.toString(), new IllegalArgumentException("the cause"));
        }

        @Test
        void called(@TcpServer StreamServer server) throws Exception {
            call(() -> {
                        throw new IllegalStateException(server.toString(), new IllegalArgumentException("the cause"));
                    })
                    .join();
        }

        @WireTest(CUT_EVERY_BYTE)
        void reshaped(@TcpServer StreamServer server) throws Exception {
            server.framing(lines()).answer(question -> "ok");
            String answer = WireClient.ask(server, WireClient::once);

            if (!answer.equals("ok")) {
                throw new IllegalStateException(answer, new IllegalArgumentException("the cause"));
            }
        }

        @WireTest(FIN_EVERYWHERE)
        void broken(@TcpServer StreamServer server) throws Exception {
            server.framing(lines()).answer(question -> "ok");
            String answer = WireClient.ask(server, WireClient::untilEnd);

            if (!answer.equals("ok")) {
                throw new IllegalStateException(answer, new IllegalArgumentException("the cause"));
            }
        }
    }
}
