package dev.parley.identity;

import dev.parley.platform.Database;
import dev.parley.platform.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** What answers have cost, by user and model. The journal writes it. Thread-safe; blocks. */
@ApplicationScoped
public class TokenUses {

    /** So long it is known; then it is forgotten. */
    public static final int KEPT_DAYS = 400;

    /** @param name as others read it; that of a guest, or of an account that is gone, is its id */
    public record Row(
            String ownerId, String name, String model, long answers, long promptTokens, long completionTokens) {}

    private final Database database;
    private final Clock clock;

    @Inject
    public TokenUses(Database database) {
        this(database, Clock.systemUTC());
    }

    public TokenUses(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected TokenUses() {
        database = null;
        clock = null;
    }

    /**
     * Who used most first.
     *
     * @param days by UTC, today included
     * @param limit at most so many rows
     */
    public List<Row> of(int days, int limit) {
        LocalDate first = today().minusDays(Math.max(1, days) - 1L);
        return database.transaction(connection -> Sql.list(
                connection,
                "SELECT token_use.owner_id, MIN(account.display_name), token_use.model, SUM(token_use.answers),"
                        + " SUM(token_use.prompt_tokens), SUM(token_use.completion_tokens)"
                        + " FROM token_use LEFT JOIN account ON account.id = token_use.owner_id"
                        + " WHERE token_use.used_on >= ? GROUP BY token_use.owner_id, token_use.model"
                        + " ORDER BY SUM(token_use.prompt_tokens) + SUM(token_use.completion_tokens) DESC,"
                        + " token_use.owner_id, token_use.model LIMIT ?",
                row -> {
                    String name = row.getString(2);
                    return new Row(
                            row.getString(1),
                            name == null ? row.getString(1) : name,
                            row.getString(3),
                            row.getLong(4),
                            row.getLong(5),
                            row.getLong(6));
                },
                first,
                limit));
    }

    /** Forgets one user. */
    public void forget(String ownerId) {
        database.change(connection -> Sql.update(connection, "DELETE FROM token_use WHERE owner_id = ?", ownerId));
    }

    /** Forgets what is older than {@value #KEPT_DAYS} days. */
    public void tidy() {
        LocalDate last = today().minusDays(KEPT_DAYS);
        database.change(connection -> Sql.update(connection, "DELETE FROM token_use WHERE used_on < ?", last));
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
