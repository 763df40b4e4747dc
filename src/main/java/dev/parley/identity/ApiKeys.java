package dev.parley.identity;

import dev.parley.platform.Database;
import dev.parley.platform.Ids;
import dev.parley.platform.Sql;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Keys by which programs act for an account. Only their digests are kept. Thread-safe; blocks. */
@ApplicationScoped
public class ApiKeys {

    /** What every key begins with, so that scanners of secrets find one that has got out. */
    static final String PREFIX = "parley_";

    public static final Duration LONGEST_LIFE = Duration.ofDays(366);

    private static final int SECRET_BYTES = 32;
    private static final int SECRET_CHARS = 43;
    private static final int SHOWN_CHARS = 8;
    private static final int MOST_OF_ONE = 50;
    private static final Duration TOUCH = Duration.ofMinutes(1);
    private static final Duration LONG_AGO = Duration.ofHours(1);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String COLUMNS = "api_key.id AS key_id, account_id, api_key.name AS key_name, prefix, scopes,"
            + " api_key.created_at AS key_created_at, last_used_at, expires_at, revoked_at";

    private final Database database;
    private final Clock clock;

    @Inject
    public ApiKeys(Database database) {
        this(database, Clock.systemUTC());
    }

    ApiKeys(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected ApiKeys() {
        database = null;
        clock = Clock.systemUTC();
    }

    /** A new key; its secret is told this once. */
    public record Created(ApiKey key, String secret) {
        @Override
        public String toString() {
            return "Created[" + key + ']';
        }
    }

    /** A key with its account. */
    public record Known(ApiKey key, Account account) {}

    /**
     * @param life null for ever
     * @throws ParleyException if a value is outside its range, or there are too many
     */
    public Created create(Account account, String name, Set<Scope> scopes, @Nullable Duration life) {
        String shown = Accounts.displayName(name);
        if (scopes.isEmpty()) {
            throw invalid("scopes: must name at least one of read, chat, admin");
        }
        if (scopes.contains(Scope.ADMIN) && account.role() != Role.ADMIN) {
            throw new ParleyException(ErrorCode.NOT_ALLOWED, "no admin");
        }
        if (life != null && (life.isZero() || life.isNegative() || life.compareTo(LONGEST_LIFE) > 0)) {
            throw invalid("expiresInMs: must be from 1 to " + LONGEST_LIFE.toMillis() + ", or null for never");
        }
        byte[] random = new byte[SECRET_BYTES];
        RANDOM.nextBytes(random);
        String body = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        long now = clock.millis();
        ApiKey key = new ApiKey(
                Ids.next(),
                account.id(),
                shown,
                PREFIX + body.substring(0, SHOWN_CHARS),
                scopes,
                now,
                null,
                life == null ? null : now + life.toMillis(),
                null);
        database.change(connection -> {
            if (list(connection, account.id()).size() >= MOST_OF_ONE) {
                throw invalid("there are " + MOST_OF_ONE + " keys already; revoke one first");
            }
            Sql.update(
                    connection,
                    "INSERT INTO api_key (id, secret_hash, account_id, name, prefix, scopes, created_at, expires_at)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    key.id(),
                    Digests.of(PREFIX + body),
                    account.id(),
                    key.name(),
                    key.prefix(),
                    key.scopes().stream().map(Scope::wire).sorted().collect(Collectors.joining(" ")),
                    now,
                    key.expiresAtMillis());
        });
        return new Created(key, PREFIX + body);
    }

    private static ParleyException invalid(String detail) {
        return ParleyException.explained(ErrorCode.INVALID_REQUEST, detail);
    }

    /** Whose key it is, also if it does not count any more: see {@link #refusal}. */
    public Optional<Known> bySecret(String secret) {
        if (!secret.startsWith(PREFIX) || secret.length() != PREFIX.length() + SECRET_CHARS) {
            return Optional.empty();
        }
        return database.transaction(connection -> Sql.first(
                connection,
                "SELECT " + COLUMNS + ", " + Accounts.COLUMNS
                        + " FROM api_key JOIN account ON account.id = account_id WHERE secret_hash = ?",
                row -> new Known(read(row), Accounts.read(row)),
                Digests.of(secret)));
    }

    private static ApiKey read(ResultSet row) throws SQLException {
        return new ApiKey(
                row.getString("key_id"),
                row.getString("account_id"),
                row.getString("key_name"),
                row.getString("prefix"),
                scopes(row.getString("scopes")),
                row.getLong("key_created_at"),
                Sql.number(row, "last_used_at"),
                Sql.number(row, "expires_at"),
                Sql.number(row, "revoked_at"));
    }

    private static Set<Scope> scopes(String text) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        Arrays.stream(text.split(" ")).map(Scope::ofWire).forEach(scope -> scope.ifPresent(scopes::add));
        return scopes;
    }

    /** Why it does not count any more, or null if it does. */
    public @Nullable ErrorCode refusal(ApiKey key) {
        boolean over = key.revokedAtMillis() != null
                || key.expiresAtMillis() != null && key.expiresAtMillis() <= clock.millis();
        return over ? ErrorCode.TOKEN_EXPIRED : null;
    }

    /**
     * It is being used. Written down now and then only.
     *
     * @return whether it has not been used for a long time
     */
    public boolean touch(ApiKey key) {
        long now = clock.millis();
        Long before = key.lastUsedAtMillis();
        if (before != null && now - before < TOUCH.toMillis()) {
            return false;
        }
        database.change(connection ->
                Sql.update(connection, "UPDATE api_key SET last_used_at = ? WHERE id = ?", now, key.id()));
        return before == null || now - before >= LONG_AGO.toMillis();
    }

    /** Those that were not revoked, the oldest first. */
    public List<ApiKey> list(String accountId) {
        return database.transaction(connection -> list(connection, accountId));
    }

    private static List<ApiKey> list(Connection connection, String accountId) throws SQLException {
        return Sql.list(
                connection,
                "SELECT " + COLUMNS + " FROM api_key WHERE account_id = ? AND revoked_at IS NULL"
                        + " ORDER BY api_key.created_at, api_key.id",
                ApiKeys::read,
                accountId);
    }

    /** @return whether it was one of the account's that counted */
    public boolean revoke(String accountId, String id) {
        return database.transaction(connection -> Sql.update(
                        connection,
                        "UPDATE api_key SET revoked_at = ? WHERE id = ? AND account_id = ? AND revoked_at IS NULL",
                        clock.millis(),
                        id,
                        accountId))
                > 0;
    }

    /** Of these, those that do not count any more, and why. */
    public Map<String, ErrorCode> refused(Collection<String> ids, AuthSettings settings) {
        Map<String, ErrorCode> refused = new HashMap<>();
        for (String id : ids) {
            Optional<Known> known = database.transaction(connection -> Sql.first(
                    connection,
                    "SELECT " + COLUMNS + ", " + Accounts.COLUMNS
                            + " FROM api_key JOIN account ON account.id = account_id WHERE api_key.id = ?",
                    row -> new Known(read(row), Accounts.read(row)),
                    id));
            ErrorCode code = known.map(one -> {
                        ErrorCode over = refusal(one.key());
                        return over == null ? Standing.of(one.account(), settings) : over;
                    })
                    .orElse(known.isEmpty() ? ErrorCode.TOKEN_EXPIRED : null);
            if (code != null) {
                refused.put(id, code);
            }
        }
        return refused;
    }
}
