/** The annotations that declare sockets in JUnit tests, and the extensions behind them. The only place that knows JUnit. */
@NullMarked
package io.github.loopline.junit;

import org.jspecify.annotations.NullMarked;
