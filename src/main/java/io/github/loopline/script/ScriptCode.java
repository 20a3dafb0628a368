package io.github.loopline.script;

/**
 * Code of the test that writes the steps of a script. It runs once, when the script is made, not when it is played.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface ScriptCode {

    /**
     * Write steps.
     *
     * @param steps takes them in their order, never null
     * @throws Exception anything; the script is not made then
     */
    void write(Steps steps) throws Exception;
}
