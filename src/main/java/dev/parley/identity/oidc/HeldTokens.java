package dev.parley.identity.oidc;

import dev.parley.platform.Database;
import dev.parley.platform.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The provider's tokens beside each sign-in. They are sealed with the secret of the sign-in's cookie, which is not in the
 * database. One node at a time asks for new ones: a refresh token may work only once. Thread-safe; blocks.
 */
final class HeldTokens {

    private static final String REFRESH = "refresh token";
    private static final String IDENTITY = "id token";

    private final Database database;

    HeldTokens(Database database) {
        this.database = database;
    }

    /**
     * What is held.
     *
     * @param issuer whose user it is
     * @param subject who they are there
     */
    record Held(
            @Nullable String refreshToken,
            @Nullable String idToken,
            @Nullable String issuer,
            @Nullable String subject) {
        @Override
        public String toString() {
            return "Held";
        }
    }

    /** Keeps them with a sign-in that has just begun. */
    void keep(Connection connection, String signInId, String secret, Vouched vouched, long nowMillis)
            throws SQLException {
        Sql.update(
                connection,
                "UPDATE sign_in SET refresh_token = ?, id_token = ?, checked_until = ? WHERE id = ?",
                close(vouched.refreshToken(), secret, signInId, REFRESH),
                close(vouched.idToken(), secret, signInId, IDENTITY),
                vouched.refreshToken() == null
                        ? null
                        : nowMillis + vouched.life().toMillis(),
                signInId);
    }

    /** Nothing if the sign-in is over. What somebody else has sealed counts as absent. */
    Optional<Held> read(String signInId, String secret) {
        return database.transaction(connection -> Sql.first(
                connection,
                "SELECT refresh_token, id_token, issuer, subject FROM sign_in JOIN account ON account.id = account_id"
                        + " WHERE sign_in.id = ? AND ended_at IS NULL",
                row -> new Held(
                        open(row.getString("refresh_token"), secret, signInId, REFRESH),
                        open(row.getString("id_token"), secret, signInId, IDENTITY),
                        row.getString("issuer"),
                        row.getString("subject")),
                signInId));
    }

    /** @return whether the caller is the one who may ask the provider, until that time or {@link #release} */
    boolean claim(String signInId, long checkedUntilMillis, long nowMillis, long untilMillis) {
        return database.transaction(connection -> Sql.update(
                        connection,
                        "UPDATE sign_in SET renewing_until = ? WHERE id = ? AND checked_until = ? AND ended_at IS NULL"
                                + " AND (renewing_until IS NULL OR renewing_until <= ?)",
                        untilMillis,
                        signInId,
                        checkedUntilMillis,
                        nowMillis))
                > 0;
    }

    /** The provider could not be asked: another request may try. */
    void release(String signInId) {
        database.change(connection ->
                Sql.update(connection, "UPDATE sign_in SET renewing_until = NULL WHERE id = ?", signInId));
    }

    /** The provider has vouched for it again. */
    void renew(String signInId, String secret, Vouched vouched, long nowMillis) {
        database.change(connection -> Sql.update(
                connection,
                "UPDATE sign_in SET refresh_token = COALESCE(?, refresh_token), id_token = COALESCE(?, id_token),"
                        + " checked_until = ?, renewing_until = NULL WHERE id = ? AND ended_at IS NULL",
                close(vouched.refreshToken(), secret, signInId, REFRESH),
                close(vouched.idToken(), secret, signInId, IDENTITY),
                nowMillis + vouched.life().toMillis(),
                signInId));
    }

    /** The provider does not vouch for it any more: it has expired. */
    void expire(String signInId, long nowMillis) {
        database.change(connection -> Sql.update(
                connection,
                "UPDATE sign_in SET expires_at = ?, refresh_token = NULL, id_token = NULL, renewing_until = NULL"
                        + " WHERE id = ? AND ended_at IS NULL AND expires_at > ?",
                nowMillis,
                signInId,
                nowMillis));
    }

    private static @Nullable String close(@Nullable String token, String secret, String signInId, String what) {
        return token == null ? null : new Seal(secret, what + ' ' + signInId).close(token);
    }

    private static @Nullable String open(@Nullable String sealed, String secret, String signInId, String what) {
        return sealed == null
                ? null
                : new Seal(secret, what + ' ' + signInId).open(sealed).orElse(null);
    }
}
