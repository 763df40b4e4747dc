package dev.parley.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.support.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {

    private static final String KEY = "parley.secret";
    private final Values values = new Values();

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("secret");
    }

    private Settings settings() {
        return Settings.of(values);
    }

    private String fault() {
        Settings settings = settings();
        settings.secret(KEY);
        assertThat(settings.faults()).hasSize(1);
        return settings.faults().get(0);
    }

    @Test
    void aKeyMayStandInAFileWhoseLastLineEnds() throws IOException {
        Files.writeString(file, "sk-1\n");
        values.put(KEY + ".file", file.toString());

        assertThat(settings().secret(KEY)).contains("sk-1");
        assertThat(settings().hasSecret(KEY)).isTrue();
        assertThat(Secrets.of(values).get(KEY)).isEqualTo("sk-1");
    }

    @Test
    void aFileThatChangesIsFollowed() throws IOException {
        Files.writeString(file, "sk-1");
        values.put(KEY + ".file", file.toString());
        Secrets secrets = Secrets.of(values);
        assertThat(secrets.get(KEY)).isEqualTo("sk-1");

        Files.writeString(file, "sk-2\r\n");

        assertThat(secrets.get(KEY)).isEqualTo("sk-2");
    }

    @Test
    void whileItCannotBeReadWhatItHeldLastCounts() throws IOException {
        Files.writeString(file, "sk-1");
        values.put(KEY + ".file", file.toString());
        Secrets secrets = Secrets.of(values);
        secrets.get(KEY);

        Files.delete(file);

        assertThat(secrets.get(KEY)).isEqualTo("sk-1");
    }

    @Test
    void aMissingFileIsAFaultThatNamesIt() {
        values.put(KEY + ".file", file.toString());

        assertThat(fault()).contains("PARLEY_SECRET_FILE", "cannot be read", file.toString());
    }

    @Test
    void aFolderAnEmptyALongAndABinaryFileAreFaultsThatQuoteNothing() throws IOException {
        values.put(KEY + ".file", folder.toString());
        assertThat(fault()).contains(KEY);
        values.put(KEY + ".file", file.toString());
        Files.writeString(file, "\n");
        assertThat(fault()).contains("empty");
        Files.writeString(file, "geheim".repeat(3_000));
        assertThat(fault()).contains("longer than 16384 bytes").doesNotContain("geheim");
        Files.write(file, new byte[] {'g', (byte) 0xFF, 'h'});
        assertThat(fault()).contains("not a text file");
    }

    @Test
    void bothWaysAtOnceAreAFault() throws IOException {
        Files.writeString(file, "sk-1");
        values.put(KEY + ".file", file.toString()).put(KEY, "sk-2");

        assertThat(fault()).contains("set one of them").doesNotContain("sk-1").doesNotContain("sk-2");
    }

    @Test
    void withoutEitherThereIsNone() {
        assertThat(settings().secret(KEY)).isEmpty();
        assertThat(settings().hasSecret(KEY)).isFalse();
        assertThat(Secrets.of(values).get(KEY)).isEmpty();
    }
}
