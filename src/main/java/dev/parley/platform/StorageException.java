package dev.parley.platform;

import java.io.Serial;
import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The database did not do what was asked. */
public class StorageException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Whether the same may succeed later: the database is away, full, or gave way to another transaction. */
    private final boolean passing;

    private final boolean late;

    public StorageException(String what, boolean passing, @Nullable Throwable cause) {
        this(what, passing, false, cause);
    }

    private StorageException(String what, boolean passing, boolean late, @Nullable Throwable cause) {
        super(what, cause);
        this.passing = passing;
        this.late = late;
    }

    /** It does what others ask, but more is asked than it can do in time. It passes. */
    public static StorageException late(String what, @Nullable Throwable cause) {
        return new StorageException(what, true, true, cause);
    }

    /** What the driver says, with a guess whether it passes; states by the SQL standard, PostgreSQL and H2. */
    public static StorageException of(SQLException e) {
        return new StorageException("the database failed (SQL state " + e.getSQLState() + ")", passes(e), e);
    }

    private static boolean passes(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState().toUpperCase(Locale.ROOT);
        if (state.isEmpty()) {
            // No answer of a database: a pool without a connection, a broken socket.
            return true;
        }
        if (state.length() < 5) {
            return false;
        }
        return switch (state.substring(0, 2)) {
            // connection, rollback by conflict, resources (disk full 53100), operator's doing, system error
            case "08", "40", "53", "57", "58" -> true;
            // H2: lock time-out, file errors, out of memory, closed, already in use, general error
            case "HY", "90" -> H2Errors.passes(e.getErrorCode());
            default -> false;
        };
    }

    public boolean passing() {
        return passing;
    }

    /** Whether the database is there, and only has too much to do. */
    public boolean isLate() {
        return late;
    }

    /** H2's own codes (org.h2.api.ErrorCode). */
    private static final class H2Errors {
        static boolean passes(int code) {
            return switch (code) {
                case 50000,
                        50200,
                        40001,
                        57014,
                        90013,
                        90020,
                        90024,
                        90028,
                        90031,
                        90039,
                        90067,
                        90098,
                        90108,
                        90121,
                        90131 -> true;
                default -> false;
            };
        }
    }
}
