package dev.parley.provider.demo.fault;

import dev.parley.provider.demo.wire.Piece;
import dev.parley.provider.demo.wire.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** The same bytes, written otherwise. */
final class Bytes {

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
    private static final Duration BETWEEN_PARTS = Duration.ofMillis(2);

    private Bytes() {}

    static Stream<Piece> withByteOrderMark(Stream<Piece> pieces) {
        return Stream.concat(Stream.of(new Piece(Duration.ZERO, BYTE_ORDER_MARK, 0)), pieces);
    }

    static Stream<Piece> oneByOne(Stream<Piece> pieces) {
        return pieces.flatMap(piece -> cut(piece, value -> true, Duration.ZERO));
    }

    /** Cuts before the second byte of every character that has several. */
    static Stream<Piece> insideCharacters(Stream<Piece> pieces) {
        return pieces.flatMap(piece -> cutInside(piece));
    }

    private static Stream<Piece> cutInside(Piece piece) {
        byte[] bytes = piece.bytes();
        List<Integer> cuts = new ArrayList<>();
        for (int i = 1; i < bytes.length; i++) {
            if (isContinuation(bytes[i]) && !isContinuation(bytes[i - 1])) {
                cuts.add(i);
            }
        }
        return cut(piece, cuts::contains, BETWEEN_PARTS);
    }

    private static boolean isContinuation(byte value) {
        return (value & 0xc0) == 0x80;
    }

    private static Stream<Piece> cut(Piece piece, IntPredicate before, Duration between) {
        List<Piece> parts = new ArrayList<>();
        byte[] bytes = piece.bytes();
        int from = 0;
        for (int to = 1; to <= bytes.length; to++) {
            if (to == bytes.length || before.test(to)) {
                Duration pause = from == 0 ? piece.pause() : between;
                int events = to == bytes.length ? piece.events() : 0;
                parts.add(new Piece(pause, Arrays.copyOfRange(bytes, from, to), events));
                from = to;
            }
        }
        return parts.stream();
    }

    /** Compressed, each event flushed so that the client can read it at once. */
    static final class Gzip implements Disturbance {

        private final ByteArrayOutputStream compressed = new ByteArrayOutputStream();

        @Override
        public Stream<Piece> pieces(Stream<Piece> pieces) {
            try {
                GZIPOutputStream gzip = new GZIPOutputStream(compressed, true);
                Stream<Piece> end = Frames.lazily(() -> Stream.of(last(gzip)));
                return Stream.concat(pieces.map(piece -> piece.with(flushed(gzip, piece.bytes()))), end);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private byte[] flushed(GZIPOutputStream gzip, byte[] bytes) {
            try {
                gzip.write(bytes);
                gzip.flush();
                return taken();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private Piece last(GZIPOutputStream gzip) {
            try {
                gzip.close();
                return new Piece(Duration.ZERO, taken(), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private byte[] taken() {
            byte[] bytes = compressed.toByteArray();
            compressed.reset();
            return bytes;
        }

        @Override
        public Reply reply(Reply reply, Scene scene) {
            return reply.withHeader("Content-Encoding", "gzip");
        }
    }
}
