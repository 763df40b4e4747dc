package dev.parley.journal;

import dev.parley.platform.Sql;
import dev.parley.protocol.Event;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The table of text that is committed and not yet among the events. */
final class LiveRows {

    /** A row holds about this many bytes; the column takes a megabyte. */
    private static final int PART_BYTES = 512 * 1024;

    /** Text of one conversation in one batch. */
    record Entry(String conversationId, List<Event.Recorded> events) {}

    private LiveRows() {}

    static void insert(Connection connection, long batch, List<Entry> entries) throws SQLException {
        int part = 0;
        for (byte[] content : encode(entries)) {
            Sql.update(
                    connection,
                    "INSERT INTO live_text (batch, part, content) VALUES (?, ?, ?)",
                    batch,
                    part++,
                    content);
        }
    }

    /** Puts text among the events of its conversations, whose rows are locked, or nobody else's yet. */
    static void fold(Connection connection, Map<String, List<Event.Recorded>> all) throws SQLException {
        if (all.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(EventRows.INSERT);
                PreparedStatement update = connection.prepareStatement(ConversationRows.NUMBER)) {
            for (Map.Entry<String, List<Event.Recorded>> one : all.entrySet()) {
                for (Packed.Row row : Packed.pack(one.getValue())) {
                    EventRows.addPacked(insert, one.getKey(), row);
                }
                update.setLong(1, one.getValue().get(one.getValue().size() - 1).seq());
                update.setString(2, one.getKey());
                update.addBatch();
            }
            insert.executeBatch();
            update.executeBatch();
        }
    }

    static void deleteBefore(Connection connection, long batch) throws SQLException {
        Sql.update(connection, "DELETE FROM live_text WHERE batch < ?", batch);
    }

    /** All there is, by conversation, in order; another node that asks at the same time waits, and finds nothing. */
    static Map<String, List<Event.Recorded>> read(Connection connection) throws SQLException {
        Map<String, List<Event.Recorded>> all = new LinkedHashMap<>();
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT content FROM live_text ORDER BY batch, part FOR UPDATE");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                decode(row.getBytes(1), all);
            }
        }
        return all;
    }

    private static List<byte[]> encode(List<Entry> entries) {
        List<byte[]> parts = new ArrayList<>();
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(8 * 1024);
            DataOutputStream out = new DataOutputStream(bytes);
            for (Entry entry : entries) {
                for (Event.Recorded recorded : entry.events()) {
                    write(out, entry.conversationId(), recorded);
                    if (bytes.size() >= PART_BYTES) {
                        parts.add(bytes.toByteArray());
                        bytes.reset();
                    }
                }
            }
            if (bytes.size() > 0) {
                parts.add(bytes.toByteArray());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return parts;
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

    private static void decode(byte[] content, Map<String, List<Event.Recorded>> into) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(content))) {
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
                into.computeIfAbsent(conversationId, id -> new ArrayList<>())
                        .add(new Event.Recorded(seq, atMillis, event));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
