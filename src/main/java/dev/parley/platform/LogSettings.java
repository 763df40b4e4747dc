package dev.parley.platform;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;

/**
 * How Parley logs.
 *
 * @param format {@code parley.log.format}
 * @param level {@code parley.log.level}: of all of Parley; null leaves it to the server
 * @param levels {@code parley.log.levels}: of single loggers, by their names
 * @param content {@code parley.log.content}: whether the texts of messages are logged too
 */
public record LogSettings(Format format, @Nullable Level level, Map<String, Level> levels, boolean content) {

    /** The root of all that may be set. */
    public static final String ROOT = "dev.parley";

    /** Where lines go, and what they look like. */
    public enum Format {
        /** The server's own log. */
        SERVER,
        /** Lines for people, on the process's standard output. */
        TEXT,
        /** A JSON object a line, on the process's standard output. */
        JSON
    }

    public LogSettings {
        levels = Map.copyOf(levels);
    }

    /** Faulty values become faults of the settings. */
    public static LogSettings read(Settings settings) {
        Map<String, Level> levels = new LinkedHashMap<>();
        for (String pair : settings.names("parley.log.levels")) {
            String[] parts = pair.split("=", 2);
            Optional<Level> level = parts.length == 2 && isOurs(parts[0].strip()) ? level(parts[1]) : Optional.empty();
            if (level.isPresent()) {
                levels.put(parts[0].strip(), level.get());
            } else {
                settings.fault(
                        "parley.log.levels",
                        "must be pairs such as dev.parley.provider=FINE, separated by commas, is \"" + pair + '"');
            }
        }
        return new LogSettings(
                settings.oneOf("parley.log.format", Format.class).orElse(Format.SERVER),
                settings.parsed("parley.log.level", "a level such as INFO or FINE", text -> level(text)
                                .orElseThrow(IllegalArgumentException::new))
                        .orElse(null),
                levels,
                settings.flag("parley.log.content").orElse(false));
    }

    /** Whether a logger is one of Parley's. */
    public static boolean isOurs(String logger) {
        return logger.length() <= 200 && logger.matches("dev\\.parley(\\.[A-Za-z0-9_$]+)*");
    }

    /** A level by its name, in any case. */
    public static Optional<Level> level(String name) {
        String upper = name.strip().toUpperCase(Locale.ROOT);
        return switch (upper) {
            case "OFF", "SEVERE", "WARNING", "INFO", "CONFIG", "FINE", "FINER", "FINEST", "ALL" ->
                Optional.of(Level.parse(upper));
            default -> Optional.empty();
        };
    }
}
