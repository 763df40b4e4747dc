package dev.parley.provider.demo.wire;

import java.time.Duration;

/**
 * Bytes to write and flush at once, after a pause.
 *
 * @param bytes may be empty: then only the headers are sent, if they have not been
 * @param events how many events end with these bytes
 */
@SuppressWarnings("ArrayRecordComponent")
public record Piece(Duration pause, byte[] bytes, int events) {

    public Piece with(byte[] other) {
        return new Piece(pause, other, events);
    }
}
