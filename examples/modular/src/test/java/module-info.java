/** The tests are a module too, and are opened to JUnit only. */
module io.github.loopline.examples.modular.tests {
    requires io.github.loopline;
    requires io.github.loopline.examples.modular;
    requires org.assertj.core;
    requires org.junit.jupiter.api;

    opens io.github.loopline.examples.modular.tests to
            org.junit.platform.commons;
}
