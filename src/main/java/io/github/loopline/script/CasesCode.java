package io.github.loopline.script;

/**
 * Code of the test that writes the cases of a branch.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface CasesCode {

    /**
     * Write cases.
     *
     * @param cases takes them in their order, never null
     * @throws Exception anything; the script is not made then
     */
    void write(Cases cases) throws Exception;
}
