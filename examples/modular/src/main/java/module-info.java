/** A client that is a module of its own. */
module io.github.loopline.examples.modular {
    exports io.github.loopline.examples.modular;
}
