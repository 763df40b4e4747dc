package dev.parley.platform;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Secrets as they are now: the value of a key, or what stands in the file that {@code <key>.file} names. A file is read
 * each time, so one that is replaced is followed at once; while it cannot be read, what it held last counts. Thread-safe.
 */
public final class Secrets {

    /** A longer file is no secret. */
    public static final int MOST_BYTES = 16 * 1024;

    /** What is added to a key to name a file instead. */
    public static final String FILE = ".file";

    private static final Logger LOG = Logger.getLogger(Secrets.class.getName());

    private final UnaryOperator<@Nullable String> source;
    private final Map<String, String> last = new ConcurrentHashMap<>();

    /** @param source a key's value, or null if there is none */
    public Secrets(UnaryOperator<@Nullable String> source) {
        this.source = source;
    }

    public static Secrets of(Config config) {
        return new Secrets(key -> config.getOptionalValue(key, String.class).orElse(null));
    }

    /** The secret at this moment, without blanks around it; empty if there is none. Never to be logged. */
    public String get(String key) {
        Optional<String> value = text(key);
        Optional<String> file = value.isPresent() ? Optional.empty() : text(key + FILE);
        if (file.isEmpty()) {
            return value.orElse("");
        }
        try {
            String read = read(file.get());
            last.put(key, read);
            return read;
        } catch (IOException e) {
            LOG.log(Level.WARNING, "{0}{1}: {2}; what it held last still counts", new Object[] {
                key, FILE, e.getMessage()
            });
            return last.getOrDefault(key, "");
        }
    }

    private Optional<String> text(String key) {
        return Optional.ofNullable(source.apply(key)).map(String::strip).filter(text -> !text.isEmpty());
    }

    /**
     * What stands in the file, without blanks and line breaks around it.
     *
     * @throws IOException whose message says what is wrong, and nothing of what the file holds
     */
    static String read(String file) throws IOException {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException("is longer than " + MOST_BYTES + " bytes: " + file);
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString()
                    .strip();
            if (text.isEmpty()) {
                throw new IOException("is an empty file: " + file);
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new IOException("is not a text file: " + file, e);
        } catch (InvalidPathException | FileSystemException e) {
            throw new IOException("names a file that cannot be read: " + file, e);
        }
    }
}
