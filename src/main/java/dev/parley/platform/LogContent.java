package dev.parley.platform;

/** What the log shows of messages' texts: nothing but their length, unless the operator wants it otherwise. */
public final class LogContent {

    private static volatile boolean shown;

    private LogContent() {}

    static void show(boolean wanted) {
        shown = wanted;
    }

    /** How much it is, or what it is. */
    public static String of(CharSequence text) {
        return text.length() + " characters" + (shown ? ": " + text : "");
    }
}
