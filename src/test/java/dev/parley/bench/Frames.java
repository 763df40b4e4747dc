package dev.parley.bench;

/** Finds in the text of frames what the benchmark needs; a whole parser would cost more than the server does. */
final class Frames {

    private static final String TEXT = "\"text\":\"";

    private Frames() {}

    /** Hands the tokens that the frame carries to the reader; whether the answer has ended. */
    static boolean read(String frame, Reader reader) {
        for (int at = frame.indexOf(TEXT); at >= 0; at = frame.indexOf(TEXT, at)) {
            int from = at + TEXT.length();
            int to = frame.indexOf('"', from);
            // Questions begin with another letter.
            if (frame.charAt(from) == 'w') {
                reader.piece(frame, from, to);
            }
            at = to;
        }
        // A question is complete from the first.
        int assistant = Math.max(0, frame.lastIndexOf("\"role\":\"assistant\""));
        boolean snapshot = frame.startsWith("{\"type\":\"subscribed\"");
        return snapshot
                ? frame.indexOf("\"state\":\"complete\"", assistant) >= 0
                : frame.contains("\"type\":\"generation-ended\"");
    }

    /** The string after the mark. */
    static String value(String frame, String mark, int from) {
        int start = frame.indexOf(mark, from);
        if (start < 0) {
            return "";
        }
        start += mark.length();
        return frame.substring(start, frame.indexOf('"', start));
    }
}
