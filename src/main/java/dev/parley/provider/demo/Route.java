package dev.parley.provider.demo;

import dev.parley.provider.demo.wire.Dialect;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The addresses the demo provider answers. */
enum Route {
    TEXT("POST", Dialect.NATIVE_TEXT, "/api/v1/services/aigc/text-generation/generation"),
    MULTIMODAL("POST", Dialect.NATIVE_MULTIMODAL, "/api/v1/services/aigc/multimodal-generation/generation"),
    CHAT("POST", Dialect.COMPATIBLE, "/v1/chat/completions", "/compatible-mode/v1/chat/completions"),
    MODELS("GET", Dialect.COMPATIBLE, "/v1/models", "/compatible-mode/v1/models"),
    REQUESTS("GET", Dialect.COMPATIBLE, "/requests");

    private final String method;
    private final Dialect dialect;
    private final List<String> paths;

    Route(String method, Dialect dialect, String... paths) {
        this.method = method;
        this.dialect = dialect;
        this.paths = List.of(paths);
    }

    Dialect dialect() {
        return dialect;
    }

    static Optional<Route> of(String method, String path) {
        return Arrays.stream(values())
                .filter(route -> route.method.equals(method) && route.paths.contains(path))
                .findFirst();
    }

    /** The dialect in which an unknown path is refused. */
    static Dialect dialectOf(String path) {
        return path.startsWith("/api/") ? Dialect.NATIVE_TEXT : Dialect.COMPATIBLE;
    }
}
