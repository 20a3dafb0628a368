package io.github.loopline.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which connections HTTP/1.1 lets a client keep. */
class KeptAliveTests {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private static boolean isAtRest(String requests, String... answers) {
        return KeptAlive.isAtRest(requests, String.join("", answers));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "404 Not Found\r\nContent-Length: 2\r\n\r\nno",
                "500 No\r\nX: Content-Length: 9\r\ncontent-length: 0 \r\n\r\n",
                "200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2;a=b\r\nok\r\n0\r\n\r\n",
                "200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA\r\n0123456789\r\n0\r\nTrailer: a\r\n\r\n",
                "204 \r\n\r\n",
                "304\r\nContent-Length: 100\r\n\r\n",
                "100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\n\r\nHTTP/1.1 400 No\r\nContent-Length: 1\r\n\r\nx",
            })
    void one_whose_answer_is_whole(String answer) {
        assertThat(isAtRest(GET, "HTTP/1.1 " + answer)).isTrue();
        assertThat(isAtRest(GET + GET, "HTTP/1.1 " + answer, "HTTP/1.1 " + answer))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 404 Not Found\r\n",
                "HTTP/1.1 404 Not Found\r\n\r\nup to the end",
                "HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\nno",
                "HTTP/1.1 404 Not Found\r\nContent-Length: 1\r\n\r\nno",
                "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\nConnection: X, Close\r\n\r\nno",
                "HTTP/1.0 404 Not Found\r\nContent-Length: 2\r\n\r\nno",
                "HTTP/1.1 100 Continue\r\n\r\n",
                "HTTP/1.1 101 Switching\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFF\r\nok",
                "ERR busy\n",
            })
    void none_whose_answer_is_not(String answer) {
        assertThat(isAtRest(GET, answer)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET / HTTP/1.1\r\nHost: a\r\n",
                "GET / HTTP/1.0\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nn",
                GET + GET,
                "EHLO a\r\n\r\n",
            })
    void none_whose_requests_are_not_whole_or_want_the_end(String requests) {
        assertThat(isAtRest(requests, "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nno",
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n",
                "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n",
            })
    void requests_have_bodies_and_answers_to_head_have_none(String request) {
        String answer = request.startsWith("HEAD") ? "" : "no";

        assertThat(isAtRest(
                        request + GET,
                        "HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\n" + answer,
                        "HTTP/1.1 204 \r\n\r\n"))
                .isTrue();
    }
}
