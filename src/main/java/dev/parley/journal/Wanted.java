package dev.parley.journal;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;

/**
 * Ids as a list of parameters, padded to a power of two by its last one, so that there are few different statements. An
 * array would be one parameter, but H2 compares each row that its index finds with all of the array.
 */
record Wanted(List<String> ids) {

    /** So many one statement may ask for. */
    static final int MOST = 1_024;

    /** So many it asks H2 for, which compares each row with about half of them. */
    static final int FEW = 64;

    /** @param ids at least one, at most {@value #MOST} */
    static Wanted of(List<String> ids) {
        return new Wanted(List.copyOf(ids));
    }

    private int size() {
        return ids.size() == 1 ? 1 : Integer.highestOneBit(ids.size() - 1) * 2;
    }

    String list() {
        return '(' + String.join(", ", Collections.nCopies(size(), "?")) + ')';
    }

    void set(PreparedStatement statement) throws SQLException {
        for (int i = 0; i < size(); i++) {
            statement.setString(i + 1, ids.get(Math.min(i, ids.size() - 1)));
        }
    }
}
