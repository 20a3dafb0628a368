package io.github.loopline.stream;

/** What the JDK says of TLS, where its versions differ. */
final class JdkWords {

    private static final boolean NAMES_ALERTS = Runtime.version().feature() > 17;

    private JdkWords() {}

    /** Gives a message, behind the name of the alert that it is about where the JDK tells that. */
    static String told(String alert, String message) {
        return NAMES_ALERTS ? "(" + alert + ") " + message : message;
    }

    /** Gives what the JDK says of an alert that came. */
    static String received(String alert) {
        return told(alert, "Received fatal alert: " + alert);
    }

    /** Gives the alert that the JDK sends: the newer has one for each reason. */
    static String alert(String upTo17, String later) {
        return NAMES_ALERTS ? later : upTo17;
    }
}
