package dev.parley.platform;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Reads configuration and collects every fault instead of stopping at the first. A key is looked up by MicroProfile
 * Config, so {@code parley.demo.enabled} may also be given as {@code PARLEY_DEMO_ENABLED}. Not thread-safe.
 */
public final class Settings {

    private static final BigDecimal MOST_EXPENSIVE = BigDecimal.valueOf(1_000_000);

    /** After the point. */
    private static final int MOST_DIGITS = 12;

    private final UnaryOperator<@Nullable String> source;
    private final List<String> faults = new ArrayList<>();

    /** @param source a key's value, or null if there is none */
    public Settings(UnaryOperator<@Nullable String> source) {
        this.source = source;
    }

    /** Reads from MicroProfile Config. */
    public static Settings of(Config config) {
        return new Settings(key -> config.getOptionalValue(key, String.class).orElse(null));
    }

    /**
     * What one component reads of MicroProfile Config.
     *
     * @throws IllegalStateException with all faults of it at once, if there are any
     */
    public static <T> T checked(Config config, Function<Settings, T> reader) {
        Settings settings = of(config);
        T read = reader.apply(settings);
        settings.check();
        return read;
    }

    /** @throws IllegalStateException with all faults at once, if there are any */
    public void check() {
        if (!faults.isEmpty()) {
            throw new IllegalStateException("Parley cannot start, its configuration has "
                    + (faults.size() == 1 ? "a fault" : faults.size() + " faults") + ":\n  - "
                    + String.join("\n  - ", faults));
        }
    }

    /** The value without blanks around it; an empty one counts as none. */
    public Optional<String> text(String key) {
        String value = source.apply(key);
        return Optional.ofNullable(value).map(String::strip).filter(text -> !text.isEmpty());
    }

    /**
     * A secret, as it is now: the key's value, or what stands in the file that {@code <key>.file} names. Both at once, or a
     * file that cannot be read, is a fault.
     */
    public Optional<String> secret(String key) {
        Optional<String> value = text(key);
        Optional<String> file = text(key + Secrets.FILE);
        if (value.isPresent() && file.isPresent()) {
            fault(key + Secrets.FILE, "is set beside " + key + ": set one of them");
        } else if (file.isPresent()) {
            try {
                return Optional.of(Secrets.read(file.get()));
            } catch (IOException e) {
                fault(key + Secrets.FILE, String.valueOf(e.getMessage()));
            }
        }
        return value;
    }

    /** A secret that cannot be done without, as it is whenever it is asked for. Never to be logged. */
    public Supplier<String> neededSecret(String key) {
        if (secret(key).isEmpty() && !hasSecret(key)) {
            fault(key, "is missing: set it, or the file that holds it by " + key + Secrets.FILE);
        }
        Secrets secrets = new Secrets(source);
        return () -> secrets.get(key);
    }

    /** Whether a secret is given, in either way, be it faulty or not. */
    public boolean hasSecret(String key) {
        return text(key).isPresent() || text(key + Secrets.FILE).isPresent();
    }

    /** A list of names, separated by commas; empty if there is none. */
    public List<String> names(String key) {
        return Arrays.stream(text(key).orElse("").split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
    }

    public Optional<Boolean> flag(String key) {
        return parsed(key, "true or false", text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> Boolean.TRUE;
            case "false", "no", "off", "0" -> Boolean.FALSE;
            default -> throw new IllegalArgumentException();
        });
    }

    public Optional<Integer> wholeNumber(String key, int least, int most) {
        return parsed(key, "a whole number from " + least + " to " + most, text -> {
            int number = Integer.parseInt(text);
            return within(number >= least && number <= most, number);
        });
    }

    public Optional<Long> bigNumber(String key, long least, long most) {
        return parsed(key, "a whole number from " + least + " to " + most, text -> {
            long number = Long.parseLong(text);
            return within(number >= least && number <= most, number);
        });
    }

    public Optional<Double> number(String key, double least, double most) {
        return parsed(key, "a number from " + least + " to " + most, text -> {
            double number = Double.parseDouble(text);
            return within(number >= least && number <= most, number);
        });
    }

    /** What something costs: not negative, and at most a million. */
    public Optional<BigDecimal> price(String key) {
        return parsed(key, "a price such as 0.40", text -> {
            BigDecimal price = new BigDecimal(text);
            return within(
                    price.signum() >= 0 && price.compareTo(MOST_EXPENSIVE) <= 0 && price.scale() <= MOST_DIGITS, price);
        });
    }

    /** A time in milliseconds, from 1 to an hour. */
    public Optional<Duration> millis(String key) {
        return wholeNumber(key, 1, 3_600_000).map(Duration::ofMillis);
    }

    /** One of the constants, in any case, with - or _. */
    public <E extends Enum<E>> Optional<E> oneOf(String key, Class<E> type) {
        String names = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList()
                .toString();
        return parsed(
                key,
                "one of " + names,
                text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_')));
    }

    /** The value that the parser makes of the text; what it throws becomes a fault that names the key. */
    public <T> Optional<T> parsed(String key, String expected, Function<String, T> parser) {
        Optional<String> text = text(key);
        try {
            return text.map(parser);
        } catch (IllegalArgumentException e) {
            fault(key, "must be " + expected + ", is \"" + text.orElse("") + '"');
            return Optional.empty();
        }
    }

    private static <T> T within(boolean inside, T value) {
        if (!inside) {
            throw new IllegalArgumentException();
        }
        return value;
    }

    public void fault(String key, String what) {
        faults.add(key + " (" + environmentName(key) + "): " + what);
    }

    /** All faults so far, each naming its key; no secret is ever part of one. */
    public List<String> faults() {
        return List.copyOf(faults);
    }

    private static String environmentName(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
