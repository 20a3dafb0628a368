/** Not for users: the one thread that does the I/O of every managed fixture of the JVM. */
@NullMarked
package io.github.loopline.internal.engine;

import org.jspecify.annotations.NullMarked;
