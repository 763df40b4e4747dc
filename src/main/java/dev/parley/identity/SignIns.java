package dev.parley.identity;

import dev.parley.platform.Database;
import dev.parley.platform.Ids;
import dev.parley.platform.Sql;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.WellFormed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Browsers that have signed in. Each has a secret in a cookie; the same on every node. Thread-safe; blocks.
 *
 * <p>Notes: not the server's HTTP session, which would be lost with its node. Every sign-in makes a new secret, so there is
 * none that somebody could plant before.
 */
@ApplicationScoped
public class SignIns {

    /** An account that has more loses the one that was used least lately. */
    private static final int MOST_OF_ONE = 50;

    /** So long those that have ended are told apart from those that never were. */
    private static final Duration REMEMBERED = Duration.ofDays(30);

    /** Use is written down at most this often. */
    private static final Duration TOUCH = Duration.ofMinutes(1);

    private static final int ADDRESS_CHARS = 64;
    private static final int AGENT_CHARS = 400;
    private static final int AT_ONCE = 500;

    private static final String COLUMNS = "sign_in.id AS sign_in_id, account_id, sign_in.created_at, last_used_at,"
            + " expires_at, ended_at, address, agent, checked_until";

    private final Database database;
    private final Duration idle;
    private final Duration life;
    private final Clock clock;

    @Inject
    public SignIns(Database database, Config config) {
        this(database, AuthSettings.of(config), Clock.systemUTC());
    }

    SignIns(Database database, AuthSettings settings, Clock clock) {
        this.database = database;
        this.idle = settings.idle();
        this.life = settings.life();
        this.clock = clock;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected SignIns() {
        database = null;
        idle = Duration.ZERO;
        life = Duration.ZERO;
        clock = Clock.systemUTC();
    }

    /** A sign-in with its account. */
    public record Known(SignIn signIn, Account account) {}

    /** Signs the account in at a browser. */
    public Started start(Account account, @Nullable String address, @Nullable String agent) {
        return database.transaction(connection -> start(connection, account, address, agent));
    }

    /**
     * A sign-in that has begun.
     *
     * @param secret for the browser's cookie; it is not kept here
     */
    public record Started(String id, String secret, long expiresAtMillis) {
        @Override
        public String toString() {
            return "Started[" + id + ']';
        }
    }

    /** The same, within a transaction. */
    public Started start(Connection connection, Account account, @Nullable String address, @Nullable String agent)
            throws SQLException {
        long now = clock.millis();
        String secret = Ids.secret();
        String id = Ids.next();
        long expires = expiry(now, now);
        Sql.update(
                connection,
                "INSERT INTO sign_in (id, secret_hash, account_id, created_at, last_used_at, expires_at, address, agent)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                id,
                Digests.of(secret),
                account.id(),
                now,
                now,
                expires,
                cut(address, ADDRESS_CHARS),
                cut(agent, AGENT_CHARS));
        Sql.update(connection, "UPDATE account SET last_seen_at = ? WHERE id = ?", now, account.id());
        Sql.update(
                connection,
                "UPDATE sign_in SET ended_at = ? WHERE account_id = ? AND ended_at IS NULL AND id NOT IN"
                        + " (SELECT id FROM sign_in WHERE account_id = ? AND ended_at IS NULL"
                        + " ORDER BY last_used_at DESC, id DESC LIMIT " + MOST_OF_ONE + ")",
                now,
                account.id(),
                account.id());
        return new Started(id, secret, expires);
    }

    private static @Nullable String cut(@Nullable String text, int most) {
        if (text == null) {
            return null;
        }
        String plain = WellFormed.text(text).replaceAll("\\p{Cntrl}", " ");
        return plain.length() <= most ? plain : WellFormed.text(plain.substring(0, most));
    }

    private long expiry(long createdAt, long usedAt) {
        return Math.min(createdAt + life.toMillis(), usedAt + idle.toMillis());
    }

    /** Whose secret it is, also if it has ended: see {@link #refusal}. */
    public Optional<Known> bySecret(String secret) {
        if (!Ids.isSecret(secret)) {
            return Optional.empty();
        }
        return database.transaction(connection -> Sql.first(
                connection,
                "SELECT " + COLUMNS + ", " + Accounts.COLUMNS
                        + " FROM sign_in JOIN account ON account.id = account_id WHERE secret_hash = ?",
                row -> new Known(read(row), Accounts.read(row)),
                Digests.of(secret)));
    }

    private static SignIn read(ResultSet row) throws SQLException {
        return new SignIn(
                row.getString("sign_in_id"),
                row.getString("account_id"),
                row.getLong("created_at"),
                row.getLong("last_used_at"),
                row.getLong("expires_at"),
                Sql.number(row, "ended_at"),
                row.getString("address"),
                row.getString("agent"),
                Sql.number(row, "checked_until"));
    }

    /** Why it does not count any more, or null if it does. */
    public @Nullable ErrorCode refusal(SignIn signIn) {
        if (signIn.endedAtMillis() != null) {
            return ErrorCode.SIGNED_OUT;
        }
        return signIn.expiresAtMillis() <= clock.millis() ? ErrorCode.SESSION_EXPIRED : null;
    }

    /** It is being used: it lives on. Written down now and then only. @return when it ends now */
    public long touch(SignIn signIn) {
        long now = clock.millis();
        long step = Math.min(TOUCH.toMillis(), idle.toMillis() / 10);
        if (now - signIn.lastUsedAtMillis() < step) {
            return signIn.expiresAtMillis();
        }
        long expires = expiry(signIn.createdAtMillis(), now);
        database.change(connection -> {
            Sql.update(
                    connection,
                    "UPDATE sign_in SET last_used_at = ?, expires_at = ? WHERE id = ? AND ended_at IS NULL",
                    now,
                    expires,
                    signIn.id());
            Sql.update(connection, "UPDATE account SET last_seen_at = ? WHERE id = ?", now, signIn.accountId());
        });
        return expires;
    }

    /** Those that count, the one used last first. */
    public List<SignIn> list(String accountId) {
        return database.transaction(connection -> Sql.list(
                connection,
                "SELECT " + COLUMNS + " FROM sign_in WHERE account_id = ? AND ended_at IS NULL AND expires_at > ?"
                        + " ORDER BY last_used_at DESC, id DESC",
                SignIns::read,
                accountId,
                clock.millis()));
    }

    /** @return whether it was one of the account's that counted */
    public boolean end(String accountId, String id) {
        return database.transaction(connection -> Sql.update(
                        connection,
                        "UPDATE sign_in SET ended_at = ?, refresh_token = NULL, id_token = NULL"
                                + " WHERE id = ? AND account_id = ? AND ended_at IS NULL",
                        clock.millis(),
                        id,
                        accountId))
                > 0;
    }

    /** Ends all of the account's but one. */
    public void endOthers(String accountId, @Nullable String exceptId) {
        database.change(connection -> endOthers(connection, accountId, exceptId));
    }

    void endOthers(Connection connection, String accountId, @Nullable String exceptId) throws SQLException {
        Sql.update(
                connection,
                "UPDATE sign_in SET ended_at = ?, refresh_token = NULL, id_token = NULL"
                        + " WHERE account_id = ? AND ended_at IS NULL AND id <> ?",
                clock.millis(),
                accountId,
                exceptId == null ? "" : exceptId);
    }

    /** How many count now. */
    public long count() {
        return database.transaction(connection -> Sql.first(
                        connection,
                        "SELECT COUNT(DISTINCT account_id) FROM sign_in WHERE ended_at IS NULL AND expires_at > ?",
                        row -> row.getLong(1),
                        clock.millis()))
                .orElseThrow();
    }

    /**
     * Of these, those that do not count any more, and why.
     *
     * @param patience so long they may stay unchecked
     */
    public Map<String, ErrorCode> refused(Collection<String> ids, AuthSettings settings, Duration patience) {
        Map<String, ErrorCode> refused = new HashMap<>();
        List<String> all = List.copyOf(ids);
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            List<String> some = all.subList(from, Math.min(all.size(), from + AT_ONCE));
            some.forEach(id -> refused.put(id, ErrorCode.SIGNED_OUT));
            String places = "?, ".repeat(some.size() - 1) + '?';
            List<Known> known = database.transaction(connection -> Sql.list(
                    connection,
                    "SELECT " + COLUMNS + ", " + Accounts.COLUMNS
                            + " FROM sign_in JOIN account ON account.id = account_id WHERE sign_in.id IN (" + places
                            + ")",
                    row -> new Known(read(row), Accounts.read(row)),
                    some.toArray()));
            for (Known one : known) {
                ErrorCode code = refusal(one.signIn());
                if (code == null && isUnchecked(one.signIn(), patience)) {
                    code = ErrorCode.SESSION_EXPIRED;
                }
                if (code == null) {
                    code = Standing.of(one.account(), settings);
                }
                if (code == null) {
                    refused.remove(one.signIn().id());
                } else {
                    refused.put(one.signIn().id(), code);
                }
            }
        }
        return refused;
    }

    private boolean isUnchecked(SignIn signIn, Duration patience) {
        Long checked = signIn.checkedUntilMillis();
        return checked != null && checked + patience.toMillis() < clock.millis();
    }

    /** Forgets those that have ended long ago. */
    void sweep() {
        long before = clock.millis() - REMEMBERED.toMillis();
        database.change(connection ->
                Sql.update(connection, "DELETE FROM sign_in WHERE expires_at < ? OR ended_at < ?", before, before));
    }
}
