package io.github.loopline.examples.zoo;

/** Which of its two classes a specimen opens: the fixed one, unless the system property {@code zoo.variant} says BUGGY. */
public enum Variant {
    BUGGY,
    FIXED;

    /** The name of the system property. */
    public static final String PROPERTY = "zoo.variant";

    /** Tells whether specimens are to have their bugs. */
    public static boolean isBuggy() {
        return valueOf(System.getProperty(PROPERTY, FIXED.name())) == BUGGY;
    }
}
