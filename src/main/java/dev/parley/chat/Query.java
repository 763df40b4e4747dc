package dev.parley.chat;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
import org.jspecify.annotations.Nullable;

/** Reads what stands behind the question mark. JAX-RS itself would answer a number that is none with 404. */
public final class Query {

    private Query() {}

    /** @throws ParleyException if it is no whole number */
    public static int wholeNumber(String name, @Nullable String value, int otherwise) {
        try {
            return value == null ? otherwise : Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw ParleyException.explained(ErrorCode.INVALID_REQUEST, name + ": must be a whole number");
        }
    }

    /** @throws ParleyException if it is neither true nor false; without one it is false */
    static boolean flag(String name, @Nullable String value) {
        if (value == null || value.equals("false")) {
            return false;
        }
        if (value.equals("true")) {
            return true;
        }
        throw ParleyException.explained(ErrorCode.INVALID_REQUEST, name + ": must be true or false");
    }
}
