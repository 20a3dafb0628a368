/** Runs sample test classes, so that tests can look at them from outside. */
@NullMarked
package io.github.loopline.testkit;

import org.jspecify.annotations.NullMarked;
