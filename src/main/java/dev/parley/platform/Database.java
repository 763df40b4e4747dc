package dev.parley.platform;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.util.Credentials;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.jspecify.annotations.Nullable;

/**
 * The one SQL database: an H2 file by default, PostgreSQL by configuration. Thread-safe; every method blocks, and none
 * longer than {@value #CONNECTION_TIMEOUT_MILLIS} ms for a connection.
 */
@ApplicationScoped
public class Database {

    /** So long a caller waits for a connection before it is told that the database is away. */
    public static final int CONNECTION_TIMEOUT_MILLIS = 5_000;

    /** So long the start waits for a database that is not up yet. */
    private static final int START_TIMEOUT_MILLIS = 30_000;

    /** A statement that takes longer than this is given up, so that a stalled network frees its thread. */
    private static final int SOCKET_TIMEOUT_SECONDS = 30;

    private static final Logger LOG = Logger.getLogger(Database.class.getName());

    /** What these say besides their exceptions helps nobody who starts a chat; held, or their levels are forgotten. */
    private static final List<Logger> CHATTY =
            List.of(Logger.getLogger("org.flywaydb"), Logger.getLogger("com.zaxxer.hikari"));

    /** H2's codes for a file that cannot be written, and a database that has closed itself for that. */
    private static final Set<Integer> H2_BROKEN = Set.of(50000, 90028, 90031, 90098, 90121);

    /** Who asks again within this time after somebody has waited in vain is told at once, and keeps no thread. */
    private static final long AWAY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /**
     * What follows the embedded database's name in the names of the files with text that is not among its rows yet; an
     * orderly end leaves none.
     */
    public static final String TEXT_INFIX = ".live-";

    private static final int TIDYING_DELAY_MILLIS = 500;

    /** A statement that runs while the database is shut down under it may never return: so long they are waited for. */
    private static final long REOPEN_PATIENCE_MILLIS = 5_000;

    private static final long REOPEN_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final DatabaseSettings settings;
    private final DiskRoom room;
    private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();
    private volatile long awayUntil = System.nanoTime();
    private volatile long connectedAt = awayUntil;
    private long reopenedAt = System.nanoTime() - REOPEN_NANOS;
    private volatile @Nullable HikariDataSource pool;
    private volatile boolean closed;
    private volatile @Nullable Boolean tidying;

    /** Work on a connection whose transaction is committed, or rolled back, afterwards. */
    @FunctionalInterface
    public interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    /** The same, for what has no result. */
    @FunctionalInterface
    public interface Change {
        void in(Connection connection) throws SQLException;
    }

    /**
     * Connections at one moment.
     *
     * @param active in use
     * @param idle at rest
     * @param waiting threads that wait for one
     */
    public record Connections(int active, int idle, int waiting) {}

    @Inject
    public Database(Config config) {
        this(Settings.<DatabaseSettings>checked(
                config, settings -> DatabaseSettings.read(settings, Secrets.of(config))));
    }

    public Database(DatabaseSettings settings) {
        this(settings, settings.directory() == null ? DiskRoom.unlimited() : DiskRoom.of(settings.directory()));
    }

    Database(DatabaseSettings settings, DiskRoom room) {
        this.settings = settings;
        this.room = room;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected Database() {
        settings = null;
        room = null;
    }

    /**
     * Connects, and brings the schema up to date.
     *
     * @throws IllegalStateException that says what to do, if there is no database to be had
     */
    @PostConstruct
    public void open() {
        CHATTY.forEach(logger -> logger.setLevel(Level.SEVERE));
        try {
            room.insist();
            HikariDataSource opened = pool(settings.isPostgres() ? START_TIMEOUT_MILLIS : 1);
            pool = opened;
            migrate(opened);
        } catch (RuntimeException e) {
            close();
            throw new IllegalStateException(
                    "Parley cannot use its database " + settings.shown() + ": " + reason(e) + " " + advice(e), e);
        }
    }

    /** @param patienceMillis how long to try; negative not to try at all yet */
    private HikariDataSource pool(long patienceMillis) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("parley");
        config.setJdbcUrl(settings.completeUrl());
        config.setDriverClassName(settings.isPostgres() ? "org.postgresql.Driver" : "org.h2.Driver");
        // Asked for each new connection: those that are open outlive a change of the password.
        config.setCredentialsProvider(
                () -> Credentials.of(settings.user(), settings.password().get()));
        config.setMaximumPoolSize(settings.connections());
        config.setMinimumIdle(2);
        config.setAutoCommit(false);
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        config.setInitializationFailTimeout(patienceMillis);
        driverProperties().forEach((name, value) -> config.addDataSourceProperty((String) name, value));
        return new HikariDataSource(config);
    }

    private Properties driverProperties() {
        Properties properties = new Properties();
        if (settings.isPostgres()) {
            properties.setProperty("ApplicationName", "parley");
            properties.setProperty("connectTimeout", "5");
            properties.setProperty("socketTimeout", Integer.toString(SOCKET_TIMEOUT_SECONDS));
            properties.setProperty("tcpKeepAlive", "true");
        }
        return properties;
    }

    private static void migrate(HikariDataSource opened) {
        Flyway flyway = Flyway.configure(Database.class.getClassLoader())
                .dataSource(opened)
                .locations("classpath:db/migration")
                // Open Liberty finds no migration without the empty file flyway.location beside them.
                .failOnMissingLocations(true)
                .load();
        insistOnKnownSchema(flyway);
        flyway.migrate();
    }

    /** Flyway itself lets a later version's schema pass; this version would misread what that one has written. */
    private static void insistOnKnownSchema(Flyway flyway) {
        MigrationInfo[] all = flyway.info().all();
        MigrationInfo newest = Arrays.stream(all)
                .filter(migration -> migration.getState().isResolved())
                .max(Comparator.naturalOrder())
                .orElseThrow();
        Arrays.stream(all)
                .filter(migration -> migration.getState().isApplied()
                        && migration.isVersioned()
                        && migration.getVersion().isNewerThan(newest.getVersion()))
                .max(Comparator.naturalOrder())
                .ifPresent(later -> {
                    throw new NewerSchemaException(
                            newest.getVersion().toString(), later.getVersion().toString());
                });
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof SQLException)) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return message.lines().findFirst().orElse("").strip();
    }

    private String advice(RuntimeException e) {
        if (e instanceof StorageException) {
            return "Or choose another directory by parley.data.directory.";
        }
        if (e instanceof NewerSchemaException) {
            return "Start that version again, or restore the back-up that was made before it (docs/operations.md).";
        }
        if (e instanceof FlywayException) {
            return "Its tables are not those of this version: it may be of another Parley, or have been changed by hand.";
        }
        if (settings.isPostgres()) {
            return "Check parley.database.url, parley.database.user and parley.database.password, and that it runs.";
        }
        return "Another Parley may be using the file, or the directory may not be writable: "
                + "choose another one by parley.data.directory, or use PostgreSQL (docs/operations.md).";
    }

    /** Its address without secrets. */
    public String shown() {
        return settings.shown();
    }

    /**
     * The embedded database's file without its ending, or null if it has none. While it is open no other process can open
     * it, so that files beside it are this process's, too.
     */
    public @Nullable Path file() {
        return settings.file();
    }

    /** Whether what {@link #durably} commits outlives a loss of power. */
    public boolean isForced() {
        return settings.isPostgres() || settings.sync();
    }

    /** @throws StorageException that passes, if the embedded database's disk is as good as full */
    public void requireRoom() {
        room.insist();
    }

    /** Bytes that are free on the disk of the embedded database; empty if its disk is not ours to look at. */
    public OptionalLong diskFree() {
        return settings.directory() == null ? OptionalLong.empty() : OptionalLong.of(room.free());
    }

    /** What becomes of its connections at this moment. */
    public Connections connections() {
        HikariDataSource open = pool;
        HikariPoolMXBean now = open == null ? null : open.getHikariPoolMXBean();
        return now == null
                ? new Connections(0, 0, 0)
                : new Connections(
                        now.getActiveConnections(), now.getIdleConnections(), now.getThreadsAwaitingConnection());
    }

    /** The most connections at once. */
    public int mostConnections() {
        return settings.connections();
    }

    /** Whether it answers now. Blocks, but not for long where it is known to be away. */
    public boolean answers() {
        try {
            return transaction(connection ->
                    Sql.first(connection, "SELECT 1", row -> row.getInt(1)).isPresent());
        } catch (StorageException e) {
            LOG.log(Level.FINE, "the database does not answer", e);
            return false;
        }
    }

    /** Whether several nodes may use it at once. */
    public boolean isShared() {
        return settings.isPostgres();
    }

    /**
     * Runs the work in one transaction.
     *
     * @throws StorageException if the database fails; nothing was changed, unless it failed in the commit itself
     */
    public <T> T transaction(Work<T> work) {
        return run(work, Connection.TRANSACTION_READ_COMMITTED, false);
    }

    /** Changes something in one transaction. */
    public void change(Change change) {
        room.insist();
        transaction(connection -> {
            change.in(connection);
            return Boolean.TRUE;
        });
    }

    /** The same, for what must outlive a loss of power as soon as this returns. */
    public <T> T durably(Work<T> work) {
        room.insist();
        if (Boolean.TRUE.equals(tidying) && !room.hasRoomToTidy()) {
            tidyIfThereIsRoom();
        }
        return run(work, Connection.TRANSACTION_READ_COMMITTED, true);
    }

    /** Reads several things as of one moment. */
    public <T> T snapshot(Work<T> work) {
        return run(work, Connection.TRANSACTION_REPEATABLE_READ, false);
    }

    private <T> T run(Work<T> work, int isolation, boolean durably) {
        try {
            return inUse(work, isolation, durably);
        } catch (SQLException e) {
            reopenIfBroken(e);
            throw StorageException.of(e);
        }
    }

    private <T> T inUse(Work<T> work, int isolation, boolean durably) throws SQLException {
        use.readLock().lock();
        try (Connection connection = connect(isolation, durably)) {
            try {
                T result = work.in(connection);
                connection.commit();
                if (durably) {
                    sync(connection);
                }
                return result;
            } catch (SQLException | RuntimeException | Error e) {
                rollBack(connection, e);
                throw e;
            }
        } finally {
            use.readLock().unlock();
        }
    }

    /**
     * An embedded database that could not write, as on a full disk, stays broken for as long as anybody is connected to
     * it: all connections are closed, and the next one opens the file anew.
     */
    private void reopenIfBroken(SQLException failure) {
        if (settings.isPostgres() || !H2_BROKEN.contains(failure.getErrorCode())) {
            return;
        }
        try {
            if (use.writeLock().tryLock(REOPEN_PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                try {
                    reopen();
                } finally {
                    use.writeLock().unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void reopen() {
        HikariDataSource broken = pool;
        long now = System.nanoTime();
        if (broken == null || closed || now - reopenedAt < REOPEN_NANOS) {
            return;
        }
        reopenedAt = now;
        LOG.log(Level.WARNING, "the database file is opened anew");
        shutDownImmediately();
        broken.close();
        pool = pool(-1);
        tidying = null;
    }

    /** Whoever is still connected would keep the broken one alive, which answers wrongly or never. */
    private void shutDownImmediately() {
        try (Connection connection = dedicated();
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN IMMEDIATELY");
        } catch (SQLException e) {
            LOG.log(Level.FINE, "the broken database is gone", e);
        }
    }

    private Connection connect(int isolation, boolean patient) throws SQLException {
        HikariDataSource open = pool;
        if (open == null) {
            throw new StorageException("the database is closed", true, null);
        }
        if (System.nanoTime() - awayUntil < 0 && !patient) {
            throw new StorageException("the database is away", true, null);
        }
        long began = System.nanoTime();
        Connection connection;
        try {
            connection = open.getConnection();
            connectedAt = System.nanoTime();
            awayUntil = connectedAt;
        } catch (SQLTransientConnectionException e) {
            // It may have come back while this one waited: then only this one has bad luck.
            if (connectedAt - began < 0) {
                awayUntil = System.nanoTime() + AWAY_NANOS;
            }
            throw e;
        }
        if (connection.getTransactionIsolation() != isolation) {
            connection.setTransactionIsolation(isolation);
        }
        return connection;
    }

    private static void rollBack(Connection connection, Throwable cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /**
     * Has the embedded database tidy its file, as it does only while it may write later than it commits, unless the disk
     * may become full meanwhile. What {@link #durably} commits is on the disk in any case. To be called now and then.
     */
    public void tidyIfThereIsRoom() {
        if (settings.isPostgres()) {
            return;
        }
        boolean wanted = room.hasRoomToTidy();
        Boolean before = tidying;
        if (before == null || wanted != before) {
            transaction(connection -> {
                try (Statement statement = connection.createStatement()) {
                    return statement.execute("SET WRITE_DELAY " + (wanted ? TIDYING_DELAY_MILLIS : 0));
                }
            });
            tidying = wanted;
        }
    }

    /** PostgreSQL has done so at the commit; H2 would write up to half a second later. */
    private void sync(Connection connection) throws SQLException {
        if (!settings.isPostgres()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(settings.sync() ? "CHECKPOINT SYNC" : "CHECKPOINT");
            }
        }
    }

    /** A connection outside of the pool, for one who listens for as long as it lives. */
    public Connection dedicated() throws SQLException {
        Properties properties = driverProperties();
        properties.setProperty("user", settings.user());
        properties.setProperty("password", settings.password().get());
        if (settings.user().isEmpty()) {
            properties.remove("user");
            properties.remove("password");
        }
        // A listener is silent for long; it looks after its time-outs itself.
        properties.remove("socketTimeout");
        return DriverManager.getDriver(settings.completeUrl()).connect(settings.completeUrl(), properties);
    }

    /** Milliseconds since 1970 by the database's clock, which all nodes share. */
    public static long millis(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + MILLIS)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** The database's clock as a term of SQL: when the transaction began, in milliseconds since 1970. */
    public static final String MILLIS = "CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000 AS BIGINT)";

    @PreDestroy
    public void close() {
        closed = true;
        HikariDataSource open = pool;
        pool = null;
        if (open != null) {
            open.close();
        }
        forgetDrivers();
    }

    /** The drivers of this application, which {@link DriverManager} would keep, and with them the application. */
    private static void forgetDrivers() {
        for (Driver driver : Collections.list(DriverManager.getDrivers())) {
            if (driver.getClass().getClassLoader() == Database.class.getClassLoader() && isInServer()) {
                deregister(driver);
            }
        }
    }

    /** Elsewhere, as in tests, other databases may still need the drivers. */
    private static boolean isInServer() {
        return Database.class.getClassLoader() != ClassLoader.getSystemClassLoader();
    }

    private static void deregister(Driver driver) {
        try {
            DriverManager.deregisterDriver(driver);
        } catch (SQLException e) {
            LOG.log(Level.FINE, "a driver stays", e);
        }
    }
}
