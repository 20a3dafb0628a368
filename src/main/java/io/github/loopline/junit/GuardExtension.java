package io.github.loopline.junit;

import io.github.loopline.check.OutsideGuard;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;

/**
 * Guards what is {@link LoopbackOnly}: a test from its constructor to the last {@code @AfterEach} method, and a class in what it does
 * besides. The annotation registers it; nobody else needs to.
 *
 * @since 0.1
 */
public final class GuardExtension
        implements BeforeAllCallback,
                TestInstancePreConstructCallback,
                BeforeEachCallback,
                AfterEachCallback,
                AfterAllCallback {

    private static final Namespace NAMESPACE = Namespace.create(GuardExtension.class);

    GuardExtension() {}

    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        begin(context);
    }

    @Override
    public void preConstructTestInstance(TestInstanceFactoryContext factory, ExtensionContext context) {
        begin(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        begin(context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        end(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        end(context);
    }

    private static void begin(ExtensionContext context) {
        Store store = context.getStore(NAMESPACE);
        if (store.get(context.getUniqueId()) == null) {
            store.put(context.getUniqueId(), new Guarding(OutsideGuard.open()));
        }
    }

    private static void end(ExtensionContext context) {
        Guarding guarding = context.getStore(NAMESPACE).get(context.getUniqueId(), Guarding.class);
        if (guarding != null) {
            guarding.guard().close();
            guarding.guard().verify();
        }
    }

    /** Ends with the context at the latest. */
    @SuppressWarnings({"deprecation", "removal"}) // CloseableResource: JUnit 5.12 closes nothing else
    private record Guarding(OutsideGuard guard) implements AutoCloseable, Store.CloseableResource {

        @Override
        public void close() {
            guard.close();
        }
    }
}
