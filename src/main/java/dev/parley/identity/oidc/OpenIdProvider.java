package dev.parley.identity.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.UserInfoResponse;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.claims.UserInfo;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import com.nimbusds.openid.connect.sdk.validators.AccessTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.InvalidHashException;
import dev.parley.identity.oidc.OpenIdException.Kind;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The OpenID provider, as a relying party speaks to it: code flow with PKCE, state and nonce; ID tokens checked by
 * signature, issuer, audience, time and nonce. Longer than most because it is the one place that knows the library.
 * Thread-safe; blocks for some seconds at most for each of a few requests.
 */
final class OpenIdProvider {

    /** Its addresses and algorithms are read anew so often; keys by the library, when one is unknown. */
    private static final Duration CONFIGURATION_LIFE = Duration.ofHours(1);

    /** Who asks within this time after somebody has asked in vain is told at once, and keeps no thread. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private static final Duration DEFAULT_LIFE = Duration.ofMinutes(5);
    private static final int SKEW_SECONDS = 60;
    private static final int SUBJECT_CHARS = 255;
    private static final String WELL_KNOWN = "/.well-known/openid-configuration";

    private final OidcSettings settings;
    private final BoundedHttp http;
    private final Clock clock;
    private volatile @Nullable Configuration configuration;
    private volatile @Nullable Failure failure;

    OpenIdProvider(OidcSettings settings, BoundedHttp http, Clock clock) {
        this.settings = settings;
        this.http = http;
        this.clock = clock;
    }

    /** What it says about itself. */
    private record Configuration(OIDCProviderMetadata metadata, IDTokenValidator idTokens, long readAtMillis) {}

    /** Why that could not be read the last time. */
    private record Failure(OpenIdException why, long atMillis) {}

    /** Where the browser is to go. */
    URI departure(Departure departure) throws OpenIdException {
        return new AuthenticationRequest.Builder(
                        ResponseType.CODE,
                        new Scope(settings.scopes().toArray(new String[0])),
                        new ClientID(settings.clientId()),
                        settings.callback())
                .endpointURI(configuration().metadata().getAuthorizationEndpointURI())
                .state(new State(departure.state()))
                .nonce(new Nonce(departure.nonce()))
                .codeChallenge(new CodeVerifier(departure.verifier()), CodeChallengeMethod.S256)
                .build()
                .toURI();
    }

    /** Who has come back. @param query of the callback */
    Vouched arrive(Departure departure, String query) throws OpenIdException {
        AuthorizationCode code = code(departure, query);
        return ask(
                new AuthorizationCodeGrant(code, settings.callback(), new CodeVerifier(departure.verifier())),
                new Nonce(departure.nonce()),
                null);
    }

    /** Whether it still vouches for them, and what it says now. @param subject who it was */
    Vouched refresh(String refreshToken, String subject) throws OpenIdException {
        return ask(new RefreshTokenGrant(new RefreshToken(refreshToken)), null, subject);
    }

    /** Where a browser signs out there too, if it offers that. */
    Optional<URI> farewell(@Nullable String idToken) throws OpenIdException {
        URI endpoint = configuration().metadata().getEndSessionEndpointURI();
        if (endpoint == null) {
            return Optional.empty();
        }
        try {
            JWT hint = idToken == null ? null : JWTParser.parse(idToken);
            return Optional.of(new LogoutRequest(
                            endpoint, hint, null, new ClientID(settings.clientId()), settings.home(), null, null)
                    .toURI());
        } catch (java.text.ParseException e) {
            throw new OpenIdException(Kind.REFUSED, "the ID token that was kept cannot be read");
        }
    }

    private AuthorizationCode code(Departure departure, String query) throws OpenIdException {
        AuthenticationResponse response;
        try {
            response = AuthenticationResponseParser.parse(URI.create(settings.callback() + "?" + query));
        } catch (ParseException | IllegalArgumentException e) {
            throw new OpenIdException(Kind.REFUSED, "the callback is no answer of a provider");
        }
        if (response.getState() == null || !response.getState().equals(new State(departure.state()))) {
            throw new OpenIdException(Kind.REFUSED, "the callback has another state");
        }
        OIDCProviderMetadata metadata = configuration().metadata();
        Issuer said = response.getIssuer();
        if (said == null ? metadata.supportsAuthorizationResponseIssuerParam() : !said.equals(metadata.getIssuer())) {
            throw new OpenIdException(Kind.REFUSED, "the callback is another provider's");
        }
        if (!response.indicatesSuccess()) {
            throw new OpenIdException(
                    Kind.REFUSED,
                    "the provider says " + word(response.toErrorResponse().getErrorObject()));
        }
        AuthorizationCode code = response.toSuccessResponse().getAuthorizationCode();
        if (code == null) {
            throw new OpenIdException(Kind.REFUSED, "the callback has no code");
        }
        return code;
    }

    /** @param subject who must be meant, or null */
    private Vouched ask(AuthorizationGrant grant, @Nullable Nonce nonce, @Nullable String subject)
            throws OpenIdException {
        Configuration known = configuration();
        OIDCTokens tokens = tokens(grant, known.metadata());
        boolean first = subject == null;
        if (tokens.getIDToken() == null && first) {
            throw new OpenIdException(Kind.REFUSED, "the provider gave no ID token");
        }
        Map<String, Object> claims = new HashMap<>();
        String who = String.valueOf(subject);
        Optional<IDTokenClaimsSet> said = said(tokens, nonce, known, first);
        if (said.isPresent()) {
            who = said.get().getSubject().getValue();
            claims.putAll(said.get().toJSONObject());
        }
        if (subject != null && !who.equals(subject) || who.length() > SUBJECT_CHARS) {
            throw new OpenIdException(Kind.REFUSED, "the ID token is another person's");
        }
        boolean whole = complete(claims, tokens.getAccessToken(), who, known.metadata(), first);
        long seconds = tokens.getAccessToken().getLifetime();
        return new Vouched(
                first || whole ? Person.of(who, claims, settings) : null,
                seconds > 0 ? Duration.ofSeconds(seconds) : DEFAULT_LIFE,
                tokens.getRefreshToken() == null
                        ? null
                        : tokens.getRefreshToken().getValue(),
                said.isPresent() ? tokens.getIDTokenString() : null);
    }

    /** A refresh that has worked is not worth failing for the provider's keys: the new refresh token would be lost. */
    private static Optional<IDTokenClaimsSet> said(
            OIDCTokens tokens, @Nullable Nonce nonce, Configuration known, boolean first) throws OpenIdException {
        if (tokens.getIDToken() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(check(tokens, nonce, known));
        } catch (OpenIdException e) {
            if (first || e.kind() == Kind.REFUSED) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /**
     * Many providers keep ID tokens short and tell the rest when asked. At a refresh that is not worth failing for: the new
     * refresh token would be lost.
     *
     * @return whether all is there that the provider has to say
     */
    private boolean complete(
            Map<String, Object> claims, AccessToken token, String who, OIDCProviderMetadata metadata, boolean first)
            throws OpenIdException {
        if (!isMissingSomething(claims)) {
            return true;
        }
        if (metadata.getUserInfoEndpointURI() == null) {
            return false;
        }
        try {
            claims.putAll(userInfo(token, who, metadata));
            return true;
        } catch (OpenIdException e) {
            if (first || e.kind() == Kind.REFUSED) {
                throw e;
            }
            return false;
        }
    }

    private boolean isMissingSomething(Map<String, Object> claims) {
        String admin = settings.adminClaim();
        return !claims.keySet().containsAll(List.of("name", "email", "email_verified"))
                || admin != null && !claims.containsKey(admin.split("\\.", 2)[0]) && !claims.containsKey(admin);
    }

    private OIDCTokens tokens(AuthorizationGrant grant, OIDCProviderMetadata metadata) throws OpenIdException {
        HTTPResponse http = send(
                new TokenRequest.Builder(metadata.getTokenEndpointURI(), authentication(metadata), grant)
                        .build()
                        .toHTTPRequest(),
                "token");
        TokenResponse response;
        try {
            response = OIDCTokenResponseParser.parse(http);
        } catch (ParseException e) {
            throw new OpenIdException(Kind.AWAY, "the token endpoint's answer cannot be read");
        }
        if (!response.indicatesSuccess()) {
            ErrorObject error = response.toErrorResponse().getErrorObject();
            boolean over = OAuth2Error.INVALID_GRANT.getCode().equals(error.getCode());
            throw new OpenIdException(over ? Kind.REFUSED : Kind.AWAY, "the token endpoint says " + word(error));
        }
        return response.toSuccessResponse() instanceof OIDCTokenResponse granted
                ? granted.getOIDCTokens()
                : new OIDCTokens(
                        response.toSuccessResponse().getTokens().getAccessToken(),
                        response.toSuccessResponse().getTokens().getRefreshToken());
    }

    private ClientAuthentication authentication(OIDCProviderMetadata metadata) throws OpenIdException {
        List<ClientAuthenticationMethod> methods = metadata.getTokenEndpointAuthMethods();
        ClientID id = new ClientID(settings.clientId());
        String text = settings.secret().get();
        if (text.isEmpty()) {
            throw new OpenIdException(Kind.AWAY, "the client's secret cannot be read");
        }
        Secret secret = new Secret(text);
        return methods == null || methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                ? new ClientSecretBasic(id, secret)
                : new ClientSecretPost(id, secret);
    }

    private static IDTokenClaimsSet check(OIDCTokens tokens, @Nullable Nonce nonce, Configuration known)
            throws OpenIdException {
        try {
            IDTokenClaimsSet claims = known.idTokens().validate(tokens.getIDToken(), nonce);
            if (claims.getAccessTokenHash() != null
                    && tokens.getIDToken().getHeader().getAlgorithm() instanceof JWSAlgorithm algorithm) {
                AccessTokenValidator.validate(tokens.getAccessToken(), algorithm, claims.getAccessTokenHash());
            }
            return claims;
        } catch (BadJOSEException | InvalidHashException e) {
            throw new OpenIdException(Kind.REFUSED, "the ID token does not count: " + e.getMessage());
        } catch (JOSEException e) {
            throw new OpenIdException(Kind.AWAY, "the provider's keys cannot be had: " + e.getMessage());
        }
    }

    private Map<String, Object> userInfo(AccessToken token, String subject, OIDCProviderMetadata metadata)
            throws OpenIdException {
        HTTPResponse http =
                send(new UserInfoRequest(metadata.getUserInfoEndpointURI(), token).toHTTPRequest(), "user info");
        try {
            UserInfoResponse response = UserInfoResponse.parse(http);
            if (!response.indicatesSuccess()) {
                throw new OpenIdException(
                        Kind.AWAY,
                        "the user info endpoint says "
                                + word(response.toErrorResponse().getErrorObject()));
            }
            UserInfo info = response.toSuccessResponse().getUserInfo();
            if (info == null) {
                throw new OpenIdException(Kind.AWAY, "the user info endpoint answers with a token, not with JSON");
            }
            if (!info.getSubject().getValue().equals(subject)) {
                throw new OpenIdException(Kind.REFUSED, "the user info is another person's");
            }
            return info.toJSONObject();
        } catch (ParseException e) {
            throw new OpenIdException(Kind.AWAY, "the user info endpoint's answer cannot be read");
        }
    }

    private HTTPResponse send(HTTPRequest request, String endpoint) throws OpenIdException {
        try {
            HTTPResponse response = request.send(http);
            if (response.getStatusCode() >= 500 || response.getStatusCode() == 429) {
                throw new OpenIdException(
                        Kind.AWAY, "the " + endpoint + " endpoint answers with status " + response.getStatusCode());
            }
            return response;
        } catch (IOException e) {
            throw new OpenIdException(Kind.AWAY, "the " + endpoint + " endpoint cannot be reached: " + e);
        }
    }

    private Configuration configuration() throws OpenIdException {
        Configuration known = configuration;
        if (known != null && clock.millis() - known.readAtMillis() < CONFIGURATION_LIFE.toMillis()) {
            return known;
        }
        Failure last = failure;
        if (last != null && clock.millis() - last.atMillis() < PAUSE.toMillis()) {
            return knownOr(last.why());
        }
        try {
            Configuration read = read();
            configuration = read;
            failure = null;
            return read;
        } catch (OpenIdException e) {
            failure = new Failure(e, clock.millis());
            return knownOr(e);
        }
    }

    private Configuration knownOr(OpenIdException failure) throws OpenIdException {
        Configuration known = configuration;
        if (known == null) {
            throw failure;
        }
        return known;
    }

    private Configuration read() throws OpenIdException {
        String issuer = settings.issuer().toString();
        URI address = URI.create(issuer.replaceAll("/$", "") + WELL_KNOWN);
        HTTPResponse response = send(new HTTPRequest(HTTPRequest.Method.GET, address), "configuration");
        try {
            response.ensureStatusCode(200);
            OIDCProviderMetadata metadata = OIDCProviderMetadata.parse(response.getBodyAsJSONObject());
            if (!metadata.getIssuer().getValue().equals(issuer)) {
                throw new OpenIdException(
                        Kind.AWAY, "the provider calls itself " + metadata.getIssuer() + ", not " + issuer);
            }
            if (metadata.getAuthorizationEndpointURI() == null
                    || metadata.getTokenEndpointURI() == null
                    || metadata.getJWKSetURI() == null) {
                throw new OpenIdException(Kind.AWAY, "the provider's configuration has no endpoints");
            }
            return new Configuration(metadata, validator(metadata), clock.millis());
        } catch (ParseException | IOException e) {
            throw new OpenIdException(Kind.AWAY, "there is no configuration to be read at " + address);
        }
    }

    /** Only signatures by the provider's own keys count, none by the secret that we both know. */
    private IDTokenValidator validator(OIDCProviderMetadata metadata) throws IOException {
        Set<JWSAlgorithm> algorithms = Optional.ofNullable(metadata.getIDTokenJWSAlgs()).orElse(List.of()).stream()
                .filter(JWSAlgorithm.Family.SIGNATURE::contains)
                .collect(Collectors.toSet());
        JWKSource<SecurityContext> keys = JWKSourceBuilder.create(
                        metadata.getJWKSetURI().toURL(), http)
                .refreshAheadCache(false)
                .retrying(false)
                .build();
        IDTokenValidator validator = new IDTokenValidator(
                metadata.getIssuer(),
                new ClientID(settings.clientId()),
                new JWSVerificationKeySelector<>(algorithms.isEmpty() ? Set.of(JWSAlgorithm.RS256) : algorithms, keys),
                null);
        validator.setMaxClockSkew(SKEW_SECONDS);
        return validator;
    }

    /** The error's code, which is a fixed word; its description may hold anything. */
    private static String word(@Nullable ErrorObject error) {
        String code = error == null ? null : error.getCode();
        return code == null ? "no" : code.replaceAll("[^A-Za-z0-9_.-]", "?").substring(0, Math.min(code.length(), 60));
    }
}
