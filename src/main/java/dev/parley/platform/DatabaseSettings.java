package dev.parley.platform;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which database is used.
 *
 * @param url JDBC address: of H2, or of PostgreSQL
 * @param user empty where the address says it or none is needed
 * @param password asked for each new connection, so that a rotated one is used at once; never logged
 * @param connections the most at once
 * @param sync whether H2 forces each commit to the disk; PostgreSQL does by itself
 */
public record DatabaseSettings(String url, String user, Supplier<String> password, int connections, boolean sync) {

    /** Of the embedded database's files. */
    static final String NAME = "parley";

    private static final int CONNECTIONS = 10;
    private static final String PASSWORD = "parley.database.password";

    /** With a password that stays. */
    public DatabaseSettings(String url, String user, String password, int connections, boolean sync) {
        this(url, user, () -> password, connections, sync);
    }

    /** Faulty values become faults of the settings; what is not set has its default: a file in the data directory. */
    public static DatabaseSettings read(Settings settings, Secrets secrets) {
        String url = settings.text("parley.database.url").orElseGet(() -> embedded(settings));
        if (!url.startsWith("jdbc:postgresql:") && !url.startsWith("jdbc:h2:")) {
            settings.fault(
                    "parley.database.url", "must begin with jdbc:postgresql: or jdbc:h2:, or be absent for a file");
        }
        return new DatabaseSettings(
                url,
                settings.text("parley.database.user").orElse(""),
                password(settings, secrets),
                settings.wholeNumber("parley.database.connections", 3, 200).orElse(CONNECTIONS),
                settings.flag("parley.database.sync").orElse(true));
    }

    private static Supplier<String> password(Settings settings, Secrets secrets) {
        settings.secret(PASSWORD);
        return () -> secrets.get(PASSWORD);
    }

    private static String embedded(Settings settings) {
        Path directory = Path.of(settings.text("parley.data.directory").orElse("data"));
        // The file system "async" does not close its files when a reading thread is interrupted.
        return embedded(directory);
    }

    /** The address of the embedded database in a folder. */
    static String embedded(Path directory) {
        return "jdbc:h2:async:" + directory.toAbsolutePath().resolve(NAME);
    }

    boolean isPostgres() {
        return url.startsWith("jdbc:postgresql:");
    }

    /**
     * What H2 needs, unless the address says otherwise. Not WRITE_DELAY: every new connection would set it again.
     */
    String completeUrl() {
        if (isPostgres()) {
            return url;
        }
        List<String> options =
                new ArrayList<>(List.of("DB_CLOSE_ON_EXIT=FALSE", "LOCK_TIMEOUT=10000", "TRACE_LEVEL_FILE=0"));
        // Each connection keeps so many parsed statements; 8 otherwise, and one answer needs about fifty.
        options.add("QUERY_CACHE_SIZE=128");
        if (sync) {
            // What each commit has forced to the disk need not be kept for 45 s beside what has replaced it.
            options.add("RETENTION_TIME=1000");
        }
        StringBuilder complete = new StringBuilder(url);
        String upper = url.toUpperCase(Locale.ROOT);
        for (String option : options) {
            if (!upper.contains(';' + option.substring(0, option.indexOf('=') + 1))) {
                complete.append(';').append(option);
            }
        }
        return complete.toString();
    }

    /** The embedded database's file without its ending, or null if it has none. */
    @Nullable
    Path file() {
        for (String scheme : List.of("jdbc:h2:async:", "jdbc:h2:file:")) {
            if (url.startsWith(scheme)) {
                return Path.of(shown().substring(scheme.length())).toAbsolutePath();
            }
        }
        return null;
    }

    /** Where the embedded database's file lies, or null if it has none. */
    @Nullable
    Path directory() {
        Path file = file();
        return file == null ? null : file.getParent();
    }

    /** The address without what may hold a secret, for logs and messages. */
    public String shown() {
        int end = url.indexOf(isPostgres() ? '?' : ';');
        String bare = end < 0 ? url : url.substring(0, end);
        return bare.replaceAll("//[^/@]*@", "//");
    }

    @Override
    public String toString() {
        return "DatabaseSettings[" + shown() + ']';
    }
}
