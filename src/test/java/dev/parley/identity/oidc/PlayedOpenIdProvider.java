package dev.parley.identity.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import net.minidev.json.JSONObject;
import org.jspecify.annotations.Nullable;

/** An OpenID provider whose every answer a test decides. */
final class PlayedOpenIdProvider implements AutoCloseable {

    static final int LIFE_SECONDS = 100;

    final List<Map<String, List<String>>> asked = new CopyOnWriteArrayList<>();
    final AtomicInteger userInfos = new AtomicInteger();
    /** What it says about the user, in ID tokens. */
    final Map<String, Object> claims =
            new HashMap<>(Map.of("sub", "s1", "name", "Ada", "email", "ada@example.org", "email_verified", true));
    /** What it says about the user when asked; null if it cannot be asked. */
    volatile @Nullable Map<String, Object> userInfo;

    volatile int userInfoStatus = 200;
    volatile int keyStatus = 200;
    volatile boolean idTokens = true;
    volatile boolean refreshTokens = true;
    volatile int status = 200;
    volatile @Nullable String error;
    volatile @Nullable String body;
    volatile String issuer;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final RSAKey key;
    private final AtomicInteger tokens = new AtomicInteger();

    PlayedOpenIdProvider() throws IOException, JOSEException {
        key = new RSAKeyGenerator(2048).keyID("test").generate();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
        issuer = address();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The browser goes there, signs in, and comes back. @return the callback's query */
    String visit(URI page) {
        Map<String, List<String>> query = URLUtils.parseParameters(page.getRawQuery());
        // So it knows the nonce again when it is asked with the code.
        return "code=" + first(query, "nonce") + "&state=" + first(query, "state");
    }

    private static String first(Map<String, List<String>> query, String name) {
        return query.getOrDefault(name, List.of()).get(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            switch (path) {
                case "/.well-known/openid-configuration" -> answer(exchange, 200, configuration());
                case "/jwks" ->
                    answer(exchange, keyStatus, new JSONObject(new JWKSet(key).toJSONObject()).toJSONString());
                case "/token" -> {
                    Map<String, List<String>> question = URLUtils.parseParameters(form);
                    asked.add(question);
                    List<String> nonce = question.getOrDefault("code", List.of());
                    String set = body;
                    answer(exchange, error == null ? status : 400, set == null ? tokens(nonce) : set);
                }
                case "/me" -> {
                    userInfos.incrementAndGet();
                    answer(exchange, userInfoStatus, JSONObject.toJSONString(userInfo));
                }
                default -> answer(exchange, 404, "{}");
            }
        } catch (JOSEException e) {
            throw new IOException(e);
        }
    }

    private String configuration() {
        Map<String, Object> all = new LinkedHashMap<>(Map.of(
                "issuer",
                issuer,
                "authorization_endpoint",
                address() + "/authorize",
                "token_endpoint",
                address() + "/token",
                "jwks_uri",
                address() + "/jwks",
                "subject_types_supported",
                List.of("public"),
                "response_types_supported",
                List.of("code"),
                "id_token_signing_alg_values_supported",
                List.of("RS256", "HS256")));
        if (userInfo != null) {
            all.put("userinfo_endpoint", address() + "/me");
        }
        return new JSONObject(all).toJSONString();
    }

    private String tokens(List<String> nonce) throws JOSEException {
        String refusal = error;
        if (refusal != null) {
            return new JSONObject(Map.of("error", refusal)).toJSONString();
        }
        int number = tokens.incrementAndGet();
        Map<String, Object> all = new LinkedHashMap<>(
                Map.of("access_token", "access-" + number, "token_type", "Bearer", "expires_in", LIFE_SECONDS));
        if (refreshTokens) {
            all.put("refresh_token", "refresh-" + number);
        }
        if (idTokens) {
            all.put("id_token", idToken(nonce));
        }
        return new JSONObject(all).toJSONString();
    }

    private String idToken(List<String> nonce) throws JOSEException {
        JWTClaimsSet.Builder said = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .audience("parley")
                .issueTime(new Date())
                .expirationTime(new Date(System.currentTimeMillis() + 60_000))
                .claim("nonce", nonce.isEmpty() ? null : nonce.get(0));
        claims.forEach(said::claim);
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("test").build(), said.build());
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
