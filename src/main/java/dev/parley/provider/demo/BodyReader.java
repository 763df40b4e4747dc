package dev.parley.provider.demo;

import dev.parley.provider.demo.wire.Problem;
import dev.parley.provider.demo.wire.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads a request's body up to the provider's limit. */
final class BodyReader {

    /** Bytes. */
    static final int MOST = 16 * 1024 * 1024;

    private BodyReader() {}

    /** @param announced the length the client announced, negative if none */
    static String read(InputStream in, long announced) throws IOException {
        if (announced > MOST) {
            throw new Refusal(Problem.TOO_LARGE);
        }
        byte[] bytes = in.readNBytes(MOST + 1);
        if (bytes.length > MOST) {
            throw new Refusal(Problem.TOO_LARGE);
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
