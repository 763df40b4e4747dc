package dev.parley.support;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** HTTP requests as far as headers, method and connection go. */
public final class Requests {

    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private String method = "GET";
    private String address = "192.0.2.1";
    private boolean secure;

    /** From somewhere to {@code chat.example.org}, unencrypted. */
    public static Requests get() {
        return new Requests().header("Host", "chat.example.org");
    }

    public static Requests post() {
        Requests requests = get();
        requests.method = "POST";
        return requests;
    }

    public Requests header(String name, String value) {
        headers.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
        return this;
    }

    public Requests host(String value) {
        headers.remove("Host");
        return header("Host", value);
    }

    public Requests from(String sender) {
        address = sender;
        return this;
    }

    public Requests secure() {
        secure = true;
        return this;
    }

    public HttpServletRequest make() {
        return (HttpServletRequest) Proxy.newProxyInstance(
                Requests.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, called, arguments) -> switch (called.getName()) {
                    case "getHeader" -> {
                        List<String> values = headers.getOrDefault((String) arguments[0], List.of());
                        yield values.isEmpty() ? null : values.get(0);
                    }
                    case "getHeaders" ->
                        Collections.enumeration(headers.getOrDefault((String) arguments[0], List.of()));
                    case "getAttribute" -> null;
                    case "getMethod" -> method;
                    case "getRemoteAddr" -> address;
                    case "isSecure" -> secure;
                    case "getScheme" -> secure ? "https" : "http";
                    case "getLocale" -> Locale.ENGLISH;
                    default -> throw new UnsupportedOperationException(called.getName());
                });
    }
}
