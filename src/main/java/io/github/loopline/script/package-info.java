/** What a peer does, in its order: scripts of expecting and sending, and how streams are cut into messages. */
@NullMarked
package io.github.loopline.script;

import org.jspecify.annotations.NullMarked;
