package dev.parley.identity;

import dev.parley.platform.Database;
import dev.parley.platform.Ids;
import dev.parley.platform.Sql;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
import dev.parley.protocol.WellFormed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.text.Normalizer;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Those who may sign in. Thread-safe; blocks. */
@ApplicationScoped
public class Accounts {

    static final String COLUMNS = "account.id AS account_id, account.name, account.display_name, account.email,"
            + " account.email_verified, account.role, account.source, account.terms_version, account.disabled_at,"
            + " account.created_at AS account_created_at, account.last_seen_at";

    private static final int NAME_CHARS = 64;
    private static final int DISPLAY_NAME_CHARS = 100;
    private static final int EMAIL_CHARS = 320;
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}._@+-]*");

    private final Database database;
    private final Clock clock;

    @Inject
    public Accounts(Database database) {
        this(database, Clock.systemUTC());
    }

    Accounts(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected Accounts() {
        database = null;
        clock = Clock.systemUTC();
    }

    static Account read(ResultSet row) throws SQLException {
        return new Account(
                row.getString("account_id"),
                row.getString("name"),
                row.getString("display_name"),
                row.getString("email"),
                row.getBoolean("email_verified"),
                Role.ofWire(row.getString("role")).orElse(Role.USER),
                row.getString("source"),
                row.getString("terms_version"),
                Sql.number(row, "disabled_at") != null,
                row.getLong("account_created_at"),
                Sql.number(row, "last_seen_at"));
    }

    /**
     * The name in the form in which it is kept and compared: composed, in lower case, without blanks around it.
     *
     * @throws ParleyException if it cannot be a name
     */
    public static String name(String wanted) {
        String name = normal(wanted);
        if (name.length() > NAME_CHARS || !NAME.matcher(name).matches()) {
            throw ParleyException.explained(
                    ErrorCode.INVALID_NAME,
                    "name: must have 1 to " + NAME_CHARS
                            + " letters, digits and . _ - @ +, the first a letter or digit");
        }
        return name;
    }

    private static String normal(String wanted) {
        return Normalizer.normalize(WellFormed.text(wanted), Normalizer.Form.NFKC)
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    /**
     * What others are to read: one line, without controls and without marks that turn the direction of text.
     *
     * @throws ParleyException if nothing is left of it, or too much
     */
    public static String displayName(String wanted) {
        String name = WellFormed.text(wanted)
                .replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]", " ")
                .strip();
        if (name.isEmpty() || name.length() > DISPLAY_NAME_CHARS) {
            throw ParleyException.explained(
                    ErrorCode.INVALID_NAME, "displayName: must have 1 to " + DISPLAY_NAME_CHARS + " characters");
        }
        return name;
    }

    /** Writes one within the transaction. */
    Account create(Connection connection, String name, String displayName, Role role, @Nullable String termsVersion)
            throws SQLException {
        if (byName(connection, name).isPresent()) {
            throw new ParleyException(ErrorCode.NAME_TAKEN, "somebody has this name");
        }
        long now = clock.millis();
        String id = Ids.next();
        Sql.update(
                connection,
                "INSERT INTO account (id, name, display_name, email_verified, role, source, terms_version, terms_at,"
                        + " created_at) VALUES (?, ?, ?, FALSE, ?, ?, ?, ?, ?)",
                id,
                name,
                displayName,
                role.wire(),
                Account.LOCAL,
                termsVersion,
                termsVersion == null ? null : now,
                now);
        return new Account(id, name, displayName, null, false, role, Account.LOCAL, termsVersion, false, now, null);
    }

    /**
     * The account of somebody whom an OpenID provider knows, as it describes them now; a new one if they come for the
     * first time.
     *
     * @param preferredName made unique if somebody has it
     * @param role null leaves it as it is, a user at first
     */
    public Account known(
            String issuer,
            String subject,
            String preferredName,
            String displayName,
            @Nullable String email,
            boolean emailVerified,
            @Nullable Role role) {
        String mail = email == null || email.length() > EMAIL_CHARS ? null : email;
        return database.transaction(connection -> {
            Optional<Account> before = bySubject(connection, issuer, subject);
            if (before.isPresent()) {
                Role now = role == null ? before.get().role() : role;
                Sql.update(
                        connection,
                        "UPDATE account SET display_name = ?, email = ?, email_verified = ?, role = ? WHERE id = ?",
                        displayName,
                        mail,
                        emailVerified,
                        now.wire(),
                        before.get().id());
            } else {
                Sql.update(
                        connection,
                        "INSERT INTO account (id, name, display_name, email, email_verified, role, source, issuer,"
                                + " subject, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        Ids.next(),
                        free(connection, preferredName),
                        displayName,
                        mail,
                        emailVerified,
                        (role == null ? Role.USER : role).wire(),
                        Account.OIDC,
                        issuer,
                        subject,
                        clock.millis());
            }
            return bySubject(connection, issuer, subject).orElseThrow();
        });
    }

    private static Optional<Account> bySubject(Connection connection, String issuer, String subject)
            throws SQLException {
        return Sql.first(
                connection,
                "SELECT " + COLUMNS + " FROM account WHERE issuer = ? AND subject = ?",
                Accounts::read,
                issuer,
                subject);
    }

    private static String free(Connection connection, String preferred) throws SQLException {
        String base = normal(preferred).replaceAll("[^\\p{L}\\p{M}\\p{N}._@+-]", "");
        String name =
                NAME.matcher(base).matches() ? base.substring(0, Math.min(base.length(), NAME_CHARS - 10)) : "user";
        String free = name;
        while (byName(connection, free).isPresent()) {
            free = name + '-' + Ids.secret().substring(0, 8);
        }
        return free;
    }

    /** @param name as typed */
    public Optional<Account> byName(String name) {
        String normal = normal(name);
        return database.transaction(connection -> byName(connection, normal));
    }

    private static Optional<Account> byName(Connection connection, String name) throws SQLException {
        return Sql.first(connection, "SELECT " + COLUMNS + " FROM account WHERE name = ?", Accounts::read, name);
    }

    public Optional<Account> byId(String id) {
        return database.transaction(connection -> byId(connection, id));
    }

    static Optional<Account> byId(Connection connection, String id) throws SQLException {
        return Sql.first(connection, "SELECT " + COLUMNS + " FROM account WHERE id = ?", Accounts::read, id);
    }

    /** @throws ParleyException if there is none */
    public Account get(String id) {
        return byId(id).orElseThrow(() -> new ParleyException(ErrorCode.USER_NOT_FOUND, "no such account"));
    }

    /** Whether anybody could look after the others. */
    public boolean hasAdmin() {
        return database.transaction(Accounts::hasAdmin);
    }

    /** Of those who could look after the others, a hundred at most. */
    List<String> adminNames() {
        return database.transaction(connection -> Sql.list(
                connection,
                "SELECT name FROM account WHERE role = 'admin' AND disabled_at IS NULL ORDER BY name LIMIT 100",
                row -> row.getString(1)));
    }

    static boolean hasAdmin(Connection connection) throws SQLException {
        return admins(connection, "").size() > 0;
    }

    /** Locks their rows, so that two who leave at once do not both count on the other. */
    private static List<String> admins(Connection connection, String beside) throws SQLException {
        return Sql.list(
                connection,
                "SELECT id FROM account WHERE role = 'admin' AND disabled_at IS NULL AND id <> ? FOR UPDATE",
                row -> row.getString(1),
                beside);
    }

    /**
     * Accounts by name, a page at a time.
     *
     * @param query a part of the name, the display name or the e-mail, in any case; empty for all
     * @param afterName the last name of the page before, or empty
     */
    public List<Account> list(String query, String afterName, int limit) {
        String like = '%' + normal(query).replace("!", "!!").replace("%", "!%").replace("_", "!_") + '%';
        return database.transaction(connection -> Sql.list(
                connection,
                "SELECT " + COLUMNS + " FROM account WHERE name > ? AND (name LIKE ? ESCAPE '!'"
                        + " OR LOWER(display_name) LIKE ? ESCAPE '!' OR LOWER(email) LIKE ? ESCAPE '!')"
                        + " ORDER BY name LIMIT ?",
                Accounts::read,
                afterName,
                like,
                like,
                like,
                limit));
    }

    public long count() {
        return database.transaction(
                        connection -> Sql.first(connection, "SELECT COUNT(*) FROM account", row -> row.getLong(1)))
                .orElseThrow();
    }

    /** @throws ParleyException if it cannot be one */
    public void rename(String id, String displayName) {
        String name = displayName(displayName);
        database.change(
                connection -> Sql.update(connection, "UPDATE account SET display_name = ? WHERE id = ?", name, id));
    }

    public void acceptTerms(String id, String version) {
        database.change(connection -> Sql.update(
                connection,
                "UPDATE account SET terms_version = ?, terms_at = ? WHERE id = ?",
                version,
                clock.millis(),
                id));
    }

    /**
     * Gives a role, or disables and enables; null leaves as it is.
     *
     * @throws ParleyException if there is no such account, or it is the last admin who can sign in
     */
    public Account change(String id, @Nullable Role role, @Nullable Boolean disabled) {
        return database.transaction(connection -> {
            Account before = insist(connection, id);
            Role newRole = role == null ? before.role() : role;
            boolean off = disabled == null ? before.disabled() : disabled;
            if (newRole != Role.ADMIN || off) {
                keepAnAdmin(connection, before);
            }
            Sql.update(
                    connection,
                    "UPDATE account SET role = ?, disabled_at = ? WHERE id = ?",
                    newRole.wire(),
                    off ? (Long) clock.millis() : null,
                    id);
            return insist(connection, id);
        });
    }

    /**
     * Removes it with its password, sign-ins and keys. Its conversations are not its own affair.
     *
     * @throws ParleyException if there is no such account, or it is the last admin who can sign in
     */
    public void delete(String id) {
        database.change(connection -> {
            keepAnAdmin(connection, insist(connection, id));
            Sql.update(connection, "DELETE FROM account WHERE id = ?", id);
        });
    }

    /** @throws ParleyException if there is nobody else to look after the others */
    public void insistOnAnotherAdmin(String id) {
        database.change(connection -> keepAnAdmin(connection, insist(connection, id)));
    }

    private static void keepAnAdmin(Connection connection, Account leaving) throws SQLException {
        if (leaving.role() == Role.ADMIN
                && !leaving.disabled()
                && admins(connection, leaving.id()).isEmpty()) {
            throw new ParleyException(ErrorCode.LAST_ADMIN, "the last admin");
        }
    }

    private static Account insist(Connection connection, String id) throws SQLException {
        return byId(connection, id).orElseThrow(() -> new ParleyException(ErrorCode.USER_NOT_FOUND, "no such account"));
    }
}
