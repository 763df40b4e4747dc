package dev.parley.identity;

import com.nulabinc.zxcvbn.Zxcvbn;
import dev.parley.platform.Database;
import dev.parley.platform.Sql;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Passwords, of which only a salted hash by PBKDF2 is kept. Thread-safe; each check takes a processor for
 * about a tenth of a second, so that only a few are made at once, and others wait for at most {@link #PATIENCE}.
 */
@ApplicationScoped
public class Passwords {

    private static final int LEAST_CHARS = 10;
    private static final int MOST_CHARS = 200;
    /** The estimate takes long for long texts, and a long text that is easy to guess is a short one many times. */
    private static final int ESTIMATED_CHARS = 64;

    /** Of zxcvbn's four: withstands a throttled attack. */
    private static final int LEAST_SCORE = 2;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Database database;
    private final Clock clock;
    private final Semaphore atOnce =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    private final int iterations;
    private final String nobody;

    @Inject
    public Passwords(Database database) {
        this(database, Clock.systemUTC(), PasswordHash.ITERATIONS);
    }

    Passwords(Database database, Clock clock, int iterations) {
        this.database = database;
        this.clock = clock;
        this.iterations = iterations;
        this.nobody = PasswordHash.of("nobody has this password", iterations);
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected Passwords() {
        database = null;
        clock = Clock.systemUTC();
        iterations = 0;
        nobody = "";
    }

    /** Does what the first use would else have to wait for. */
    public void makeReady() {
        check("make the dictionaries ready", List.of());
    }

    /** @throws ParleyException if it is too easy to guess */
    public static void check(String password, List<String> aboutTheUser) {
        if (password.length() < LEAST_CHARS || password.length() > MOST_CHARS) {
            throw ParleyException.explained(
                    ErrorCode.PASSWORD_TOO_WEAK,
                    "password: must have " + LEAST_CHARS + " to " + MOST_CHARS + " characters");
        }
        String estimated = password.substring(0, Math.min(password.length(), ESTIMATED_CHARS));
        if (new Zxcvbn().measure(estimated, aboutTheUser).getScore() < LEAST_SCORE) {
            throw ParleyException.explained(
                    ErrorCode.PASSWORD_TOO_WEAK,
                    "password: is easy to guess; take several words, and neither your name nor a common password");
        }
    }

    /** Blocks. */
    public String hash(String password) {
        return atATime(() -> PasswordHash.of(password, iterations));
    }

    /** Sets it within the transaction. */
    void set(Connection connection, String accountId, String hash) throws SQLException {
        long now = clock.millis();
        int changed = Sql.update(
                connection,
                "UPDATE credential SET hash = ?, changed_at = ? WHERE account_id = ?",
                hash,
                now,
                accountId);
        if (changed == 0) {
            Sql.update(
                    connection,
                    "INSERT INTO credential (account_id, hash, changed_at) VALUES (?, ?, ?)",
                    accountId,
                    hash,
                    now);
        }
    }

    /** Whether the account has one. */
    public boolean has(String accountId) {
        return stored(accountId).isPresent();
    }

    /**
     * Whether it is the account's password. Takes as long for an account that has none, or for nobody at all.
     *
     * @param accountId null for a name that nobody has
     */
    public boolean isRight(@Nullable String accountId, String password) {
        Optional<String> stored = accountId == null ? Optional.empty() : stored(accountId);
        boolean matches =
                password.length() <= MOST_CHARS && atATime(() -> PasswordHash.matches(password, stored.orElse(nobody)));
        return matches && stored.isPresent();
    }

    private Optional<String> stored(String accountId) {
        return database.transaction(connection -> Sql.first(
                connection, "SELECT hash FROM credential WHERE account_id = ?", row -> row.getString(1), accountId));
    }

    private <T> T atATime(Supplier<T> work) {
        boolean mine = false;
        try {
            mine = atOnce.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (!mine) {
                throw new ParleyException(ErrorCode.TOO_MANY_ATTEMPTS, "passwords queue up", PATIENCE, null);
            }
            return work.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ParleyException(ErrorCode.SERVER_RESTARTING, "interrupted", PATIENCE, e);
        } finally {
            if (mine) {
                atOnce.release();
            }
        }
    }
}
