package dev.parley.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * How much of the disk is free where the embedded database lies. H2 does not survive a write that fails: its process has
 * to be restarted, or a thread of it spins. So nothing is written any more when little is left. Thread-safe.
 */
final class DiskRoom {

    /** Below this nothing is written; more than anybody else uses up during one commit. */
    static final long LEAST_BYTES = 32L * 1024 * 1024;

    /** Below this the file is not tidied, which takes room before it gives some. */
    static final long TO_TIDY_BYTES = 256L * 1024 * 1024;

    /** Asking costs a system call: one in this time serves all. */
    static final long CACHED_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private static final Logger LOG = Logger.getLogger(DiskRoom.class.getName());

    private final LongSupplier bytes;
    private final LongSupplier nanos;
    private volatile Measured measured;

    private record Measured(long bytes, long atNanos) {}

    /** @param bytes that are free */
    DiskRoom(LongSupplier bytes, LongSupplier nanos) {
        this.bytes = bytes;
        this.nanos = nanos;
        this.measured = new Measured(bytes.getAsLong(), nanos.getAsLong());
    }

    /** Of the disk that holds the directory. One that does not say how full it is counts as empty. */
    static DiskRoom of(Path directory) {
        return new DiskRoom(() -> usable(directory), System::nanoTime);
    }

    /** Of no disk: there is always room. */
    static DiskRoom unlimited() {
        return new DiskRoom(() -> Long.MAX_VALUE, () -> 0);
    }

    private static long usable(Path directory) {
        try {
            Path there = directory;
            while (!Files.exists(there) && there.getParent() != null) {
                there = there.getParent();
            }
            return Files.getFileStore(there).getUsableSpace();
        } catch (IOException e) {
            LOG.log(Level.FINE, "the disk does not say how full it is", e);
            return Long.MAX_VALUE;
        }
    }

    /** Bytes that are free. */
    long free() {
        Measured last = measured;
        long now = nanos.getAsLong();
        if (now - last.atNanos() >= CACHED_NANOS) {
            last = new Measured(bytes.getAsLong(), now);
            measured = last;
        }
        return last.bytes();
    }

    boolean hasRoomToTidy() {
        return free() > TO_TIDY_BYTES;
    }

    /** @throws StorageException that passes, if the disk is as good as full */
    void insist() {
        long free = free();
        if (free < LEAST_BYTES) {
            throw new StorageException(
                    "the disk of the database is full: " + free / 1024 + " KiB are left of the "
                            + LEAST_BYTES / (1024 * 1024) + " MiB that Parley needs free; make room,"
                            + " and it goes on by itself",
                    true,
                    null);
        }
    }
}
