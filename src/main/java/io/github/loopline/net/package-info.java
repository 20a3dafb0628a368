/** Words that every part of Loopline shares: address families, protocols, and the exceptions. */
@NullMarked
package io.github.loopline.net;

import org.jspecify.annotations.NullMarked;
