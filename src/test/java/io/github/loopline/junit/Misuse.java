package io.github.loopline.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.Loopback;

/** What is checked of every declaration that is wrong. */
final class Misuse {

    private Misuse() {}

    /** The exception was made before the owner was asked for anything, and no event needed a transcript. */
    static void isTold(Throwable failure, Class<? extends Throwable> type, String message) {
        assertThat(failure).isExactlyInstanceOf(type).hasMessage(message).hasNoSuppressedExceptions();
        assertThat(failure.getCause().getStackTrace())
                .extracting(StackTraceElement::getClassName)
                .doesNotContain(Loopback.class.getName());
    }
}
