package dev.parley.chat;

import dev.parley.protocol.ErrorInfo;
import dev.parley.protocol.Json;
import dev.parley.protocol.ViewWriter;

/** The JSON body of an HTTP answer that reports an error: {@code {"error": {...}}}, as in error frames. */
final class ErrorBodies {

    private ErrorBodies() {}

    static String json(ErrorInfo error) {
        return Json.text(json -> {
            json.writeStartObject();
            ViewWriter.error(json, "error", error);
            json.writeEnd();
        });
    }
}
