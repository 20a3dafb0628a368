/** Not for users: deadlines, and the signal that wakes whoever waits for an event. */
@NullMarked
package io.github.loopline.internal;

import org.jspecify.annotations.NullMarked;
