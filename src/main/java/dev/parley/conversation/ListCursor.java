package dev.parley.conversation;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The last conversation of a page of the list. Clients give its text back as they got it. */
record ListCursor(boolean pinned, long updatedAtMillis, String id) {

    private static final Pattern FORM = Pattern.compile("([01])-(\\d{1,18})-([0-9a-z]{1,26})");

    /** @throws ParleyException if it is not the text of one */
    static ListCursor of(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw ParleyException.explained(
                    ErrorCode.INVALID_REQUEST, "before: must be the field next of an earlier answer");
        }
        return new ListCursor(form.group(1).equals("1"), Long.parseLong(form.group(2)), form.group(3));
    }

    String text() {
        return (pinned ? "1-" : "0-") + updatedAtMillis + '-' + id;
    }
}
