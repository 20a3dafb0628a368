package io.github.loopline.junit;

import io.github.loopline.Loopback;
import io.github.loopline.net.CapabilityException;
import io.github.loopline.net.FixtureException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * Injects what the annotations of this package declare. They register it; nobody else needs to. For code there is {@link
 * LoopbackExtension}.
 *
 * <p>A parameter of a method that has a fixture's type but no annotation is left to other resolvers. Where there is none either, the test
 * fails with a line that says what to write; of constructors JUnit tells that by itself.
 *
 * @since 0.1
 */
public final class FixtureExtension
        implements BeforeAllCallback,
                TestInstancePreConstructCallback,
                TestInstancePostProcessor,
                BeforeEachCallback,
                ParameterResolver,
                TestBody,
                AfterEachCallback,
                AfterAllCallback,
                CapabilityHandler {

    FixtureExtension() {}

    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        inject(context, context.getRequiredTestClass(), null);
    }

    /** Opens the fixtures of the constructor: JUnit wraps what a resolver throws there, so that it could abort nothing. */
    @Override
    public void preConstructTestInstance(TestInstanceFactoryContext factory, ExtensionContext context) {
        for (Constructor<?> constructor : factory.getTestClass().getDeclaredConstructors()) {
            if (!constructor.isSynthetic()) { // Kotlin makes one for default arguments; JUnit wants exactly one other
                openParameters(constructor, context);
            }
        }
    }

    private static void openParameters(Constructor<?> constructor, ExtensionContext context) {
        Parameter[] parameters = constructor.getParameters();
        for (int i = 0; i < parameters.length; i++) {
            List<Annotation> found = FixtureSources.find(parameters[i]);
            if (!found.isEmpty()) {
                try {
                    resolve(context, parameters[i], i, found);
                } catch (CapabilityException e) {
                    throw CapabilityHandler.aborted(context, e);
                }
            }
        }
    }

    @Override
    public void postProcessTestInstance(Object instance, ExtensionContext context) {
        if (!instance.getClass().isRecord()) { // an annotation of a record's component lands on its final field too
            inject(context, instance.getClass(), instance);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        ContextScope.of(context); // its marks say from where on a shared fixture's events are this test's
    }

    /** A dynamic test has no callbacks, so this does what they do: a scope tells its transcript, fixture threads are asked. */
    @Override
    public void interceptDynamicTest(
            Invocation<Void> invocation, DynamicTestInvocationContext test, ExtensionContext context) throws Throwable {
        ContextScope scope = ContextScope.of(context);
        try {
            TestBody.proceed(invocation, context);
            ContextScope.verify(context);
        } catch (CapabilityException e) {
            throw CapabilityHandler.aborted(context, e);
        } catch (Throwable failure) {
            scope.failBy(failure);
            throw failure;
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        ContextScope.verify(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        ContextScope.verify(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Loopback.class
                || !FixtureSources.find(parameter.getParameter()).isEmpty();
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        List<Annotation> found = FixtureSources.find(parameter.getParameter());
        return found.isEmpty()
                ? ContextScope.of(context).loopback()
                : resolve(context, parameter.getParameter(), parameter.getIndex(), found);
    }

    private static Object resolve(ExtensionContext context, Parameter parameter, int index, List<Annotation> found) {
        Declaration declaration = Declaration.of(parameter, index, found);
        try {
            return ContextScope.of(context).fixture(parameter, declaration);
        } catch (CapabilityException e) {
            throw e;
        } catch (IllegalArgumentException | FixtureException e) {
            throw new ParameterResolutionException(declaration.message(String.valueOf(e.getMessage())), e);
        }
    }

    private static void inject(ExtensionContext context, Class<?> type, @Nullable Object instance) {
        boolean statics = instance == null;
        List<Field> fields = ReflectionSupport.findFields(
                type,
                field -> Modifier.isStatic(field.getModifiers()) == statics
                        && !FixtureSources.find(field).isEmpty(),
                HierarchyTraversalMode.TOP_DOWN);
        for (Field field : fields) {
            Declaration declaration = Declaration.of(field, FixtureSources.find(field));
            try {
                if (Modifier.isFinal(field.getModifiers())) {
                    throw new IllegalArgumentException("must not be final. Remove the modifier.");
                }
                set(field, instance, ContextScope.of(context).fixture(new Key(field, instance), declaration));
            } catch (CapabilityException e) {
                throw CapabilityHandler.aborted(context, e);
            } catch (FixtureException e) {
                throw new FixtureException(declaration.message(String.valueOf(e.getMessage())), e);
            } catch (IllegalArgumentException e) {
                throw new ExtensionConfigurationException(declaration.message(String.valueOf(e.getMessage())), e);
            }
        }
    }

    private static void set(Field field, @Nullable Object instance, Object fixture) {
        try {
            ReflectionSupport.makeAccessible(field).set(instance, fixture);
        } catch (IllegalAccessException e) {
            throw new ExtensionConfigurationException("The field [" + field + "] cannot be set.", e);
        }
    }

    /** A field of an instance; two instances of one class are two declarations, however they compare. */
    private record Key(Field field, @Nullable Object instance) {

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && key.field.equals(field) && key.instance == instance;
        }

        @Override
        public int hashCode() {
            return Objects.hash(field, System.identityHashCode(instance));
        }
    }
}
