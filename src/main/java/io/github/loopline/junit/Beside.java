package io.github.loopline.junit;

import io.github.loopline.junit.Neighbours.Neighbour;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A test's place among those that run at the same time and share the fixtures of the scopes around it. */
final class Beside {

    private final Map<ContextScope, Neighbour> places =
            new LinkedHashMap<>(); // by what is shared; a container has none

    Beside(ExtensionContext context, List<ContextScope> around) {
        if (context.getTestMethod().isPresent()) {
            around.forEach(ancestor -> places.put(ancestor, new Neighbour(name(context))));
        }
    }

    private static String name(ExtensionContext context) {
        String display = context.getDisplayName();
        boolean told = context.getTestMethod()
                .filter(method -> display.startsWith(method.getName() + "("))
                .isPresent();
        return Report.name(context) + (told ? "" : " " + display);
    }

    /** Tells the scopes around that it runs, and that what is directly around, if anything, is no test itself. */
    void begin(@Nullable Beside parent) {
        places.forEach((ancestor, self) -> ancestor.below().begin(self));
        if (parent != null) {
            parent.places.values().forEach(Neighbour::isContainer);
        }
    }

    void end() {
        places.forEach((ancestor, self) -> ancestor.below().end(self));
    }

    /** Names the tests that ran beside this one, if fixtures that they share have done anything. */
    List<String> names() {
        Set<String> names = new TreeSet<>();
        places.forEach((ancestor, self) -> {
            if (ancestor.owners().stream().anyMatch(owner -> owner.mark() > 0)) {
                names.addAll(self.names());
            }
        });
        return List.copyOf(names);
    }
}
