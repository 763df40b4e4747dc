package dev.parley.journal;

import dev.parley.platform.Database;
import dev.parley.platform.StorageException;
import dev.parley.protocol.Event;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Text that is committed and not yet among the events of its conversation, on the disk beside the embedded database: see
 * docs/adr/0015. For one thread.
 *
 * <p>It lies in segments named {@code <database>.live-<node>-<number>}. A segment is a sequence of records, each made of the
 * length of its content and the CRC-32C of that (four bytes each, big-endian), and the content: a byte with the version
 * of its layout, then one after the other the pieces of text of one batch. A segment is removed once all its text is among
 * the events.
 */
final class LiveFile {

    /** A segment is followed by another one when it has so many bytes. */
    static final int SEGMENT_BYTES = 4 * 1024 * 1024;

    private static final int HEAD_BYTES = 8;
    private static final int VERSION = 1;
    private static final Logger LOG = Logger.getLogger(LiveFile.class.getName());

    private final Path base;
    private final String node;
    private final boolean forced;
    private final Deque<Segment> full = new ArrayDeque<>();
    private @Nullable Open open;
    private int segments;

    /** A segment that is written no more. */
    private record Segment(Path path, long lastBatch) {}

    /** The segment that is written. Not a channel: that would be closed when its thread is interrupted. */
    private static final class Open {
        private final Path path;
        private final RandomAccessFile file;
        private long bytes;
        private long lastBatch;

        Open(Path path, RandomAccessFile file) {
            this.path = path;
            this.file = file;
        }
    }

    /** A segment that a process has left behind. */
    record Left(String node, int number, Path path) {}

    /** Text of one conversation in one batch. */
    record Entry(String conversationId, List<Event.Recorded> events) {}

    /**
     * @param base the database's file without its ending
     * @param node this process; no other one has had its name
     * @param forced whether what is appended must outlive a loss of power
     */
    LiveFile(Path base, String node, boolean forced) {
        this.base = base;
        this.node = node;
        this.forced = forced;
    }

    /**
     * Puts text on the disk; once it returns, the text is there. May be repeated after a failure.
     *
     * @param batch greater than those before
     * @throws StorageException that passes, if the disk cannot take it
     */
    void append(long batch, List<Entry> entries) {
        byte[] record = encode(entries);
        Open segment = open;
        try {
            if (segment == null || segment.bytes >= SEGMENT_BYTES) {
                segment = begin();
            }
            segment.lastBatch = batch;
            segment.file.write(record);
            if (forced) {
                segment.file.getFD().sync();
            }
            segment.bytes += record.length;
        } catch (IOException e) {
            abandon();
            throw new StorageException("the text of answers cannot be written beside the database", true, e);
        }
    }

    private Open begin() throws IOException {
        leave();
        Path path = segment(base, node, ++segments);
        Open segment = new Open(path, new RandomAccessFile(path.toFile(), "rw"));
        open = segment;
        if (forced) {
            forceDirectory(path);
        }
        return segment;
    }

    /** Part of a record may be there, or all of it: if it cannot be taken away, reading ends at it, or finds it twice. */
    private void abandon() {
        if (open != null) {
            try {
                open.file.setLength(open.bytes);
            } catch (IOException e) {
                LOG.log(Level.FINE, "what was written in vain stays", e);
            }
        }
        leave();
    }

    /** How many there are. */
    int segments() {
        return full.size() + (open == null ? 0 : 1);
    }

    /** Where a process has its segment with this number, from 1. */
    static Path segment(Path base, String node, int number) {
        return base.resolveSibling(base.getFileName() + Database.TEXT_INFIX + node + '-' + number);
    }

    /** Not every system can; those that cannot keep a new file's name by themselves. */
    private static void forceDirectory(Path path) throws IOException {
        FileChannel directory;
        try {
            directory = FileChannel.open(path.toAbsolutePath().getParent(), StandardOpenOption.READ);
        } catch (IOException e) {
            LOG.log(Level.FINE, "the directory cannot be opened to be forced to the disk", e);
            return;
        }
        // A channel does nothing for a thread that is interrupted.
        boolean interrupted = Thread.interrupted();
        try (directory) {
            directory.force(true);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Writes to this segment no more; one without text is removed. */
    private void leave() {
        Open segment = open;
        if (segment == null) {
            return;
        }
        open = null;
        try {
            segment.file.close();
        } catch (IOException e) {
            LOG.log(Level.FINE, "a segment cannot be closed", e);
        }
        if (segment.bytes > 0 || !delete(segment.path)) {
            full.add(new Segment(segment.path, segment.lastBatch));
        }
    }

    /** All text of the batches before this one is among the events, for good. */
    void dropBefore(long batch) {
        Open segment = open;
        if (segment != null && segment.bytes > 0 && segment.lastBatch < batch) {
            try {
                segment.file.setLength(0);
                segment.file.seek(0);
                segment.bytes = 0;
            } catch (IOException e) {
                LOG.log(Level.WARNING, e, () -> segment.path + " cannot be emptied; another one follows it");
                leave();
            }
        }
        while (!full.isEmpty()
                && full.getFirst().lastBatch() < batch
                && delete(full.getFirst().path())) {
            full.removeFirst();
        }
    }

    /** Writes no more; a segment that is empty is removed. */
    void close() {
        leave();
    }

    /** What other processes have left beside a database, in the order in which each has written it. */
    static List<Left> left(Path base) {
        List<Left> all = new ArrayList<>();
        String prefix = base.getFileName() + Database.TEXT_INFIX;
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(
                base.toAbsolutePath().getParent(),
                path -> path.getFileName().toString().startsWith(prefix))) {
            for (Path path : paths) {
                String[] name =
                        path.getFileName().toString().substring(prefix.length()).split("-");
                if (name.length == 2 && name[1].matches("[1-9][0-9]{0,8}") && Files.isRegularFile(path)) {
                    all.add(new Left(name[0], Integer.parseInt(name[1]), path));
                }
            }
        } catch (IOException e) {
            throw new StorageException("the directory of the database cannot be read", true, e);
        }
        all.sort(Comparator.comparing(Left::node).thenComparing(Left::number));
        return all;
    }

    /** Adds what a segment holds, by conversation, in order. A record that is not whole was never committed. */
    static void read(Path segment, Map<String, List<Event.Recorded>> into) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(segment));
            while (bytes.remaining() >= HEAD_BYTES) {
                int length = bytes.getInt();
                int checksum = bytes.getInt();
                boolean whole = length > 0
                        && length <= bytes.remaining()
                        && checksum(bytes.array(), bytes.position(), length) == checksum;
                if (!whole) {
                    LOG.log(Level.INFO, "{0} ends with a record that is not whole", segment);
                    return;
                }
                if (bytes.get() != VERSION) {
                    throw new IllegalStateException("Parley cannot read " + segment
                            + ", which another version has left when it was killed: start that one once, and stop it");
                }
                byte[] pieces = new byte[length - 1];
                bytes.get(pieces);
                decode(pieces, into);
            }
        } catch (IOException e) {
            throw new StorageException(segment + " cannot be read", true, e);
        }
    }

    /** Keeps a segment for somebody who wants to look into it, under a name that is not read again. */
    static void putAside(Path segment) {
        try {
            String name = segment.getFileName().toString().replace(Database.TEXT_INFIX, ".unused-");
            Files.move(segment, segment.resolveSibling(name), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.log(Level.WARNING, e, () -> segment + " cannot be renamed");
        }
    }

    static boolean delete(Path segment) {
        try {
            Files.deleteIfExists(segment);
            return true;
        } catch (IOException e) {
            LOG.log(Level.WARNING, e, () -> segment + " cannot be removed");
            return false;
        }
    }

    private static byte[] encode(List<Entry> entries) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeLong(0);
            out.writeByte(VERSION);
            for (Entry entry : entries) {
                for (Event.Recorded recorded : entry.events()) {
                    write(out, entry.conversationId(), recorded);
                }
            }
            byte[] record = bytes.toByteArray();
            int length = record.length - HEAD_BYTES;
            ByteBuffer.wrap(record).putInt(length).putInt(checksum(record, HEAD_BYTES, length));
            return record;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int checksum(byte[] bytes, int from, int length) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, from, length);
        return (int) sum.getValue();
    }

    private static void write(DataOutputStream out, String conversationId, Event.Recorded recorded) throws IOException {
        Event.Text piece = (Event.Text) recorded.event();
        out.writeUTF(conversationId);
        out.writeLong(recorded.seq());
        out.writeLong(recorded.atMillis());
        out.writeBoolean(piece instanceof Event.ReasoningDelta);
        out.writeUTF(piece.messageId());
        out.writeInt(piece.offset());
        byte[] text = piece.text().getBytes(StandardCharsets.UTF_8);
        out.writeInt(text.length);
        out.write(text);
    }

    private static void decode(byte[] content, Map<String, List<Event.Recorded>> into) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(content));
        while (in.available() > 0) {
            String conversationId = in.readUTF();
            long seq = in.readLong();
            long atMillis = in.readLong();
            boolean reasoning = in.readBoolean();
            String messageId = in.readUTF();
            int offset = in.readInt();
            String text = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
            Event event = reasoning
                    ? new Event.ReasoningDelta(messageId, offset, text)
                    : new Event.Delta(messageId, offset, text);
            into.computeIfAbsent(conversationId, id -> new ArrayList<>()).add(new Event.Recorded(seq, atMillis, event));
        }
    }

    /** What segments hold, by conversation. */
    static Map<String, List<Event.Recorded>> readAll(List<Path> segments) {
        Map<String, List<Event.Recorded>> all = new LinkedHashMap<>();
        segments.forEach(segment -> read(segment, all));
        return all;
    }
}
