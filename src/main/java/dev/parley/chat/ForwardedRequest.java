package dev.parley.chat;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request that a trusted proxy has passed on, as its client has sent it. */
final class ForwardedRequest extends HttpServletRequestWrapper {

    private static final String HOST = "Host";

    private final String address;
    private final boolean secure;
    private final @Nullable String host;

    ForwardedRequest(HttpServletRequest request, Proxies proxies) {
        super(request);
        Boolean said = Proxies.secure(request);
        this.address = proxies.address(request);
        this.secure = said == null ? request.isSecure() : said;
        this.host = Proxies.host(request);
    }

    @Override
    public String getRemoteAddr() {
        return address;
    }

    @Override
    public String getRemoteHost() {
        return address;
    }

    @Override
    public boolean isSecure() {
        return secure;
    }

    @Override
    public String getScheme() {
        return secure ? "https" : "http";
    }

    @Override
    public @Nullable String getHeader(String name) {
        return host != null && HOST.equalsIgnoreCase(name) ? host : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return host != null && HOST.equalsIgnoreCase(name)
                ? Collections.enumeration(List.of(host))
                : super.getHeaders(name);
    }
}
