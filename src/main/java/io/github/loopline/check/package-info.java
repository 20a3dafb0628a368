/** Code under test, called with a deadline. */
@NullMarked
package io.github.loopline.check;

import org.jspecify.annotations.NullMarked;
