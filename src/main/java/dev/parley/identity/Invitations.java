package dev.parley.identity;

import dev.parley.platform.Database;
import dev.parley.platform.Ids;
import dev.parley.platform.Sql;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Links that work once: to set the server up, to make an account, to choose a new password. Thread-safe; blocks. */
@ApplicationScoped
public class Invitations {

    public static final Duration DEFAULT_LIFE = Duration.ofDays(7);
    public static final Duration LONGEST_LIFE = Duration.ofDays(90);
    public static final Duration RESET_LIFE = Duration.ofDays(1);

    private static final int MOST = 1_000;
    private static final String COLUMNS = "id, kind, role, account_id, created_by, created_at, expires_at";

    private final Database database;
    private final Clock clock;

    @Inject
    public Invitations(Database database) {
        this(database, Clock.systemUTC());
    }

    Invitations(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected Invitations() {
        database = null;
        clock = Clock.systemUTC();
    }

    /** A new link's token; it is told this once. */
    public record Created(Invitation invitation, String token) {
        @Override
        public String toString() {
            return "Created[" + invitation + ']';
        }
    }

    /** @throws ParleyException if the life is out of range, or there are too many */
    public Created create(
            Invitation.Kind kind, Role role, @Nullable String accountId, @Nullable String createdBy, Duration life) {
        if (life.isZero() || life.isNegative() || life.compareTo(LONGEST_LIFE) > 0) {
            throw ParleyException.explained(
                    ErrorCode.INVALID_REQUEST, "expiresInMs: must be from 1 to " + LONGEST_LIFE.toMillis());
        }
        long now = clock.millis();
        String token = Ids.secret();
        Invitation invitation =
                new Invitation(Ids.next(), kind, role, accountId, createdBy, now, now + life.toMillis());
        database.change(connection -> {
            Sql.update(connection, "DELETE FROM invitation WHERE expires_at <= ? OR used_at IS NOT NULL", now);
            long there = Sql.first(connection, "SELECT COUNT(*) FROM invitation", row -> row.getLong(1))
                    .orElse(0L);
            if (there >= MOST) {
                throw ParleyException.explained(
                        ErrorCode.INVALID_REQUEST, MOST + " invitations are open; revoke some first");
            }
            Sql.update(
                    connection,
                    "INSERT INTO invitation (id, secret_hash, kind, role, account_id, created_by, created_at, expires_at)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    invitation.id(),
                    Digests.of(token),
                    kind.wire(),
                    role.wire(),
                    accountId,
                    createdBy,
                    now,
                    invitation.expiresAtMillis());
        });
        return new Created(invitation, token);
    }

    private static Invitation read(ResultSet row) throws SQLException {
        return new Invitation(
                row.getString("id"),
                Invitation.Kind.ofWire(row.getString("kind")).orElseThrow(),
                Role.ofWire(row.getString("role")).orElse(Role.USER),
                row.getString("account_id"),
                row.getString("created_by"),
                row.getLong("created_at"),
                row.getLong("expires_at"));
    }

    /**
     * What the link is for.
     *
     * @throws ParleyException if it is unknown, used or expired
     */
    public Invitation look(String token) {
        return database.transaction(connection -> look(connection, token));
    }

    private Invitation look(Connection connection, String token) throws SQLException {
        Optional<Invitation> found = Ids.isSecret(token)
                ? Sql.first(
                        connection,
                        "SELECT " + COLUMNS + " FROM invitation"
                                + " WHERE secret_hash = ? AND used_at IS NULL AND expires_at > ?",
                        Invitations::read,
                        Digests.of(token),
                        clock.millis())
                : Optional.empty();
        Invitation invitation = found.orElseThrow(Invitations::notFound);
        if (invitation.kind() == Invitation.Kind.SET_UP && Accounts.hasAdmin(connection)) {
            throw notFound();
        }
        return invitation;
    }

    /** Uses it up within the transaction; of two who try at once, one succeeds. */
    Invitation use(Connection connection, String token) throws SQLException {
        Invitation invitation = look(connection, token);
        int used = Sql.update(
                connection,
                "UPDATE invitation SET used_at = ? WHERE id = ? AND used_at IS NULL",
                clock.millis(),
                invitation.id());
        if (used == 0) {
            throw notFound();
        }
        return invitation;
    }

    /** Those of admins that can be used, the newest first. */
    public List<Invitation> list() {
        return database.transaction(connection -> Sql.list(
                connection,
                "SELECT " + COLUMNS + " FROM invitation WHERE used_at IS NULL AND expires_at > ? AND kind <> 'set-up'"
                        + " ORDER BY created_at DESC, id DESC",
                Invitations::read,
                clock.millis()));
    }

    /** @throws ParleyException if there is none that can be used */
    public void revoke(String id) {
        int revoked = database.transaction(
                connection -> Sql.update(connection, "DELETE FROM invitation WHERE id = ? AND used_at IS NULL", id));
        if (revoked == 0) {
            throw notFound();
        }
    }

    private static ParleyException notFound() {
        return new ParleyException(ErrorCode.INVITATION_NOT_FOUND, "unknown, used, revoked or expired");
    }
}
