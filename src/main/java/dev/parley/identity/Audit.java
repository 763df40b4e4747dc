package dev.parley.identity;

import dev.parley.platform.Database;
import dev.parley.platform.Ids;
import dev.parley.platform.Sql;
import dev.parley.protocol.WellFormed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Who did what when. Entries are added, read, and removed when they are older than what is kept; never changed. What cannot
 * be written down is not done: the caller gets the database's exception. Thread-safe; blocks.
 */
@ApplicationScoped
public class Audit {

    private static final int NAME_CHARS = 200;
    private static final int DETAIL_CHARS = 400;
    private static final int PAGE = 1_000;
    private static final String COLUMNS =
            "id, at, action, outcome, account_id, name, target, detail, address, trace_id";

    private final Database database;
    private final Duration keep;
    private final Clock clock;

    @Inject
    public Audit(Database database, Config config) {
        this(database, Duration.ofDays(AuthSettings.of(config).auditDays()), Clock.systemUTC());
    }

    Audit(Database database, Duration keep, Clock clock) {
        this.database = database;
        this.keep = keep;
        this.clock = clock;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected Audit() {
        database = null;
        keep = Duration.ZERO;
        clock = Clock.systemUTC();
    }

    /**
     * Who does something, and from where.
     *
     * @param accountId null where nobody is known
     * @param name as they are known, or as they have named themselves in vain
     */
    public record Actor(
            @Nullable String accountId,
            @Nullable String name,
            @Nullable String address) {
        public static Actor of(Owner owner, @Nullable String address) {
            return new Actor(owner.id(), owner.name(), address);
        }
    }

    /** Something was done. */
    public void done(Actor actor, String action, @Nullable String target, @Nullable String detail) {
        add(actor, action, true, target, detail, null);
    }

    /** Something was refused. */
    public void refused(
            Actor actor, String action, @Nullable String target, @Nullable String detail, @Nullable String traceId) {
        add(actor, action, false, target, detail, traceId);
    }

    private void add(
            Actor actor,
            String action,
            boolean ok,
            @Nullable String target,
            @Nullable String detail,
            @Nullable String traceId) {
        database.change(connection -> Sql.update(
                connection,
                "INSERT INTO audit (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                Ids.next(),
                clock.millis(),
                action,
                ok ? "ok" : "refused",
                actor.accountId(),
                cut(actor.name(), NAME_CHARS),
                cut(target, NAME_CHARS),
                cut(detail, DETAIL_CHARS),
                actor.address(),
                traceId));
    }

    private static @Nullable String cut(@Nullable String text, int most) {
        if (text == null) {
            return null;
        }
        String plain = WellFormed.text(text).replaceAll("\\p{Cntrl}", " ");
        return plain.length() <= most ? plain : WellFormed.text(plain.substring(0, most));
    }

    private static AuditEntry read(ResultSet row) throws SQLException {
        return new AuditEntry(
                row.getString("id"),
                row.getLong("at"),
                row.getString("action"),
                row.getString("outcome").equals("ok"),
                row.getString("account_id"),
                row.getString("name"),
                row.getString("target"),
                row.getString("detail"),
                row.getString("address"),
                row.getString("trace_id"));
    }

    /**
     * The newest first.
     *
     * @param before the id of the last entry of the page before, or null
     * @param action only of this action, or null for all
     * @param accountId only by this account or guest, or null for all
     */
    public List<AuditEntry> list(
            @Nullable String before, @Nullable String action, @Nullable String accountId, int limit) {
        StringBuilder where = new StringBuilder(" WHERE TRUE");
        List<Object> parameters = new ArrayList<>();
        if (before != null) {
            where.append(" AND id < ?");
            parameters.add(before);
        }
        if (action != null) {
            where.append(" AND action = ?");
            parameters.add(action);
        }
        if (accountId != null) {
            where.append(" AND account_id = ?");
            parameters.add(accountId);
        }
        parameters.add(limit);
        return database.transaction(connection -> Sql.list(
                connection,
                "SELECT " + COLUMNS + " FROM audit" + where + " ORDER BY id DESC LIMIT ?",
                Audit::read,
                parameters.toArray()));
    }

    /** All of them, the newest first, a page at a time. @param accountId only by this one, or null */
    public void each(@Nullable String accountId, Consumer<AuditEntry> consumer) {
        String before = null;
        List<AuditEntry> page;
        do {
            page = list(before, null, accountId, PAGE);
            page.forEach(consumer);
            before = page.isEmpty() ? null : page.get(page.size() - 1).id();
        } while (page.size() == PAGE);
    }

    /** Removes what is older than what is kept. */
    void sweep() {
        long before = clock.millis() - keep.toMillis();
        database.change(connection -> Sql.update(connection, "DELETE FROM audit WHERE at < ?", before));
    }
}
