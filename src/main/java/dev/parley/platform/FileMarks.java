package dev.parley.platform;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;

/**
 * What tells a database file from a copy of it: a small file beside it, written anew with each start, and, where the file
 * system has them, numbers that no copy keeps. So a copy of the database alone is told by the text, and a copy of the whole
 * folder by the numbers.
 */
final class FileMarks {

    private static final int MOST_CHARS = 200;

    private final Path database;
    private final Path witness;

    /** @param file the database's, without its ending */
    FileMarks(Path file) {
        this.database = file.resolveSibling(file.getFileName() + ".mv.db");
        this.witness = file.resolveSibling(file.getFileName() + ".id");
    }

    String read() {
        try {
            return text() + numbers(database, "ino") + numbers(witness, "ino,ctime");
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** From now on these are other ones. */
    void renew() {
        Path next = witness.resolveSibling(witness.getFileName() + ".new");
        try {
            Files.writeString(next, Ids.next() + '\n');
            Files.move(next, witness, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private String text() throws IOException {
        try {
            String text = new String(Files.readAllBytes(witness), StandardCharsets.UTF_8).strip();
            return text.length() > MOST_CHARS ? "" : text;
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    private static String numbers(Path file, String names) throws IOException {
        try {
            Map<String, Object> numbers = new TreeMap<>(Files.readAttributes(file, "unix:" + names));
            return " " + numbers.values();
        } catch (UnsupportedOperationException | IllegalArgumentException | NoSuchFileException e) {
            return "";
        }
    }

    private StorageException failed(IOException e) {
        return new StorageException(witness + " cannot be read and written: " + e.getMessage(), false, e);
    }
}
