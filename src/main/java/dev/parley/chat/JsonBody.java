package dev.parley.chat;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What comes with a command: JSON of bounded length. A form, which another site's page could send, is refused. */
public final class JsonBody {

    /** A longer body is answered with 413. */
    static final int MAX_BYTES = ChatEndpoint.MOST_FRAME_BYTES;

    private static final String NONE = "{}";

    private JsonBody() {}

    /** The body's text; an empty object if the request has neither a body nor a type for it. */
    public static String of(HttpServletRequest request, InputStream body) {
        return of(request, body, MAX_BYTES);
    }

    /** The same with another bound. */
    static String of(HttpServletRequest request, InputStream body, int most) {
        String type = request.getContentType();
        if (type != null && !isJson(type)) {
            throw new NotSupportedException("not application/json");
        }
        byte[] bytes = read(request, body, most);
        if (type == null && bytes.length > 0) {
            throw new NotSupportedException("no Content-Type");
        }
        return bytes.length == 0 && type == null ? NONE : new String(bytes, StandardCharsets.UTF_8);
    }

    private static boolean isJson(String type) {
        return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json");
    }

    private static byte[] read(HttpServletRequest request, InputStream body, int most) {
        if (request.getContentLengthLong() > most) {
            throw tooLong(most);
        }
        try {
            byte[] bytes = body.readNBytes(most + 1);
            if (bytes.length > most) {
                throw tooLong(most);
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ClientErrorException tooLong(int most) {
        return new ClientErrorException("more than " + most + " bytes", Response.Status.REQUEST_ENTITY_TOO_LARGE);
    }
}
