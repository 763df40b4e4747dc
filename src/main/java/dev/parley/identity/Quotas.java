package dev.parley.identity;

import dev.parley.platform.Database;
import dev.parley.platform.Settings;
import dev.parley.platform.Sql;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * How many tokens somebody may use on a day and in a month, and how many they have used. An account's own limit wins over
 * that of its role. What is being written is not counted before it has ended. Thread-safe; blocks.
 */
@ApplicationScoped
public class Quotas {

    /**
     * What was used of a day or a month.
     *
     * @param tokens of prompts and answers
     * @param limit or null for none
     * @param resetsAtMillis when it begins again
     */
    public record Use(long tokens, @Nullable Long limit, long resetsAtMillis) {
        boolean isReached() {
            return limit != null && tokens >= limit;
        }
    }

    /** What somebody has used. */
    public record Usage(Use day, Use month) {}

    private static final String USED =
            "COALESCE(SUM(CASE WHEN used_on = ? THEN prompt_tokens + completion_tokens ELSE 0 END), 0) AS day_used,"
                    + " COALESCE(SUM(prompt_tokens + completion_tokens), 0) AS month_used";

    private final Database database;
    private final QuotaSettings settings;
    private final Clock clock;

    @Inject
    public Quotas(Database database, Config config) {
        this(database, Settings.of(config), Clock.systemUTC());
    }

    public Quotas(Database database, Settings settings, Clock clock) {
        this.database = database;
        this.settings = QuotaSettings.read(settings);
        this.clock = clock;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected Quotas() {
        database = null;
        settings = null;
        clock = null;
    }

    /** Faulty values become faults of the settings. */
    public static void check(Settings settings) {
        QuotaSettings.read(settings);
    }

    /** @throws ParleyException until the next day or month, if they have used what they may */
    public void insist(Owner owner) {
        if (owner.guest() && settings.guest().isNone()) {
            return;
        }
        Optional<Usage> limited = database.transaction(connection -> {
            QuotaSettings.Limit limit = limit(connection, owner);
            return limit.isNone() ? Optional.empty() : Optional.of(usage(connection, owner, limit));
        });
        limited.ifPresent(usage -> {
            // The month's end comes no sooner than the day's: with both reached, that is what counts.
            refuseIfReached(usage.month(), "month");
            refuseIfReached(usage.day(), "day");
        });
    }

    private void refuseIfReached(Use use, String period) {
        if (use.isReached()) {
            throw ParleyException.explained(
                    ErrorCode.QUOTA_REACHED,
                    period,
                    Duration.ofMillis(Math.max(1, use.resetsAtMillis() - clock.millis())));
        }
    }

    /** What they have used, and of how much. */
    public Usage usage(Owner owner) {
        return database.transaction(connection -> usage(connection, owner, limit(connection, owner)));
    }

    /**
     * What was set for an account alone.
     *
     * @param day tokens, null for what its role may
     * @param month tokens, null for what its role may
     */
    public record Own(@Nullable Long day, @Nullable Long month) {}

    /** @throws ParleyException if there is no such account */
    public Own own(String accountId) {
        return database.transaction(connection -> Sql.first(
                        connection,
                        "SELECT day_tokens, month_tokens FROM account WHERE id = ?",
                        row -> new Own(Sql.number(row, "day_tokens"), Sql.number(row, "month_tokens")),
                        accountId))
                .orElseThrow(() -> new ParleyException(ErrorCode.USER_NOT_FOUND, "no such account"));
    }

    /** @throws ParleyException if a limit is negative */
    public void set(String accountId, Own own) {
        if (own.day() != null && own.day() < 0 || own.month() != null && own.month() < 0) {
            throw ParleyException.explained(
                    ErrorCode.INVALID_REQUEST, "dayTokens and monthTokens: must not be negative");
        }
        database.change(connection -> Sql.update(
                connection,
                "UPDATE account SET day_tokens = ?, month_tokens = ? WHERE id = ?",
                own.day(),
                own.month(),
                accountId));
    }

    private QuotaSettings.Limit limit(Connection connection, Owner owner) throws SQLException {
        if (owner.guest()) {
            return settings.guest();
        }
        return Sql.first(
                        connection,
                        "SELECT role, day_tokens, month_tokens FROM account WHERE id = ?",
                        row -> new QuotaSettings.Limit(Sql.number(row, "day_tokens"), Sql.number(row, "month_tokens"))
                                .or(settings.of(row.getString("role"))),
                        owner.id())
                .orElseGet(settings::user);
    }

    private Usage usage(Connection connection, Owner owner, QuotaSettings.Limit limit) throws SQLException {
        LocalDate today = today();
        LocalDate first = today.withDayOfMonth(1);
        return Sql.first(
                        connection,
                        "SELECT " + USED + " FROM token_use WHERE owner_id = ? AND used_on >= ? AND used_on <= ?",
                        row -> new Usage(
                                new Use(row.getLong("day_used"), limit.dayTokens(), midnight(today.plusDays(1))),
                                new Use(row.getLong("month_used"), limit.monthTokens(), midnight(first.plusMonths(1)))),
                        today,
                        owner.id(),
                        first,
                        today)
                .orElseThrow();
    }

    /**
     * What was set for an account alone, and what it has used.
     *
     * @param day tokens used today
     * @param month tokens used this month
     */
    public record Figures(Own own, long day, long month) {}

    /** Of all these accounts, by their ids. */
    public Map<String, Figures> figures(List<String> accountIds) {
        if (accountIds.isEmpty()) {
            return Map.of();
        }
        LocalDate today = today();
        List<Object> parameters = new ArrayList<>(List.of(today, today.withDayOfMonth(1), today));
        parameters.addAll(accountIds);
        Map<String, Figures> all = new HashMap<>();
        database.change(connection -> Sql.list(
                        connection,
                        "SELECT account.id, account.day_tokens, account.month_tokens, " + USED + " FROM account"
                                + " LEFT JOIN token_use ON token_use.owner_id = account.id AND used_on >= ? AND used_on <= ?"
                                + " WHERE account.id IN (" + Sql.marks(accountIds.size())
                                + ") GROUP BY account.id, account.day_tokens, account.month_tokens",
                        row -> Map.entry(
                                row.getString("id"),
                                new Figures(
                                        new Own(Sql.number(row, "day_tokens"), Sql.number(row, "month_tokens")),
                                        row.getLong("day_used"),
                                        row.getLong("month_used"))),
                        parameters.toArray())
                .forEach(entry -> all.put(entry.getKey(), entry.getValue())));
        return all;
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private static long midnight(LocalDate day) {
        Instant begins = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        return begins.toEpochMilli();
    }
}
