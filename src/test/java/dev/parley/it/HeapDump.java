package dev.parley.it;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What lives in a heap, as far as it is text: in bytes, in the wide form of strings, and in characters. */
final class HeapDump {

    private static final int PIECE = 64 * 1024 * 1024;
    private static final int OVERLAP = 4_096;
    private static final int AROUND = 60;

    private final Path file;

    HeapDump(Path file) {
        this.file = file;
    }

    /** Each place where the text stands, with what stands around it. */
    List<String> placesOf(String text) throws IOException {
        List<byte[]> forms = List.of(
                text.getBytes(StandardCharsets.ISO_8859_1),
                // Wide strings in the byte order of the machine, arrays of characters in that of the dump.
                text.getBytes(
                        ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
                                ? StandardCharsets.UTF_16LE
                                : StandardCharsets.UTF_16BE),
                text.getBytes(StandardCharsets.UTF_16BE));
        List<String> places = new ArrayList<>();
        try (FileChannel channel = FileChannel.open(file)) {
            for (long from = 0; from < channel.size(); from += PIECE) {
                long length = Math.min(channel.size() - from, PIECE + OVERLAP);
                MappedByteBuffer piece = channel.map(FileChannel.MapMode.READ_ONLY, from, length);
                for (byte[] form : forms) {
                    find(piece, form, places);
                }
            }
        }
        return places;
    }

    private static void find(ByteBuffer piece, byte[] form, List<String> places) {
        int last = Math.min(PIECE, piece.limit() - form.length + 1);
        for (int at = 0; at < last; at++) {
            if (piece.get(at) == form[0] && stands(piece, at, form)) {
                places.add(around(piece, at, form.length));
            }
        }
    }

    private static boolean stands(ByteBuffer piece, int at, byte[] form) {
        for (int i = 1; i < form.length; i++) {
            if (piece.get(at + i) != form[i]) {
                return false;
            }
        }
        return true;
    }

    private static String around(ByteBuffer piece, int at, int length) {
        int from = Math.max(0, at - AROUND);
        byte[] bytes = new byte[Math.min(piece.limit(), at + length + AROUND) - from];
        piece.get(from, bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", ".");
    }
}
