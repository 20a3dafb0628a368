/** The way in without JUnit: {@link io.github.loopline.Loopback} opens sockets, owns them, and closes them. */
@NullMarked
package io.github.loopline;

import org.jspecify.annotations.NullMarked;
