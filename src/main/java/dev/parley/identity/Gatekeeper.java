package dev.parley.identity;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Tells who asks, by what their request shows, and refuses with a code of its own for each reason: first what is wrong with
 * the credentials, then what is wrong with the user. Thread-safe; blocks.
 */
@ApplicationScoped
public class Gatekeeper {

    private static final String BEARER = "bearer ";

    private final SignIns signIns;
    private final ApiKeys keys;
    private final Audit audit;
    private final Recheck recheck;
    private final AuthSettings settings;

    @Inject
    public Gatekeeper(SignIns signIns, ApiKeys keys, Audit audit, Recheck recheck, Config config) {
        this(signIns, keys, audit, recheck, AuthSettings.of(config));
    }

    Gatekeeper(SignIns signIns, ApiKeys keys, Audit audit, Recheck recheck, AuthSettings settings) {
        this.recheck = recheck;
        this.signIns = signIns;
        this.keys = keys;
        this.audit = audit;
        this.settings = settings;
    }

    /** For the proxy. */
    @SuppressWarnings({"NullAway", "NullAway.Init"})
    protected Gatekeeper() {
        signIns = null;
        keys = null;
        audit = null;
        recheck = null;
        settings = null;
    }

    public AuthSettings settings() {
        return settings;
    }

    /**
     * Who shows these credentials. What they must do before anything else is said in {@link Admission#pending}.
     *
     * @throws ParleyException if they show none, or none that count, or their account is disabled
     */
    public Admission admit(Credentials credentials) {
        if (credentials.authorization() != null) {
            return byKey(credentials.authorization(), credentials.address());
        }
        if (credentials.cookie() == null) {
            throw new ParleyException(ErrorCode.SIGN_IN_REQUIRED, "no credentials");
        }
        SignIns.Known found = signIns.bySecret(credentials.cookie())
                .orElseThrow(() -> new ParleyException(ErrorCode.SESSION_INVALID, "no cookie of ours"));
        refuse(signIns.refusal(found.signIn()));
        SignIns.Known known = recheck.recheck(found, credentials.cookie());
        ErrorCode pending = pending(known.account());
        Account account = known.account();
        return new Admission(
                account.owner(),
                account,
                known.signIn().id(),
                null,
                EnumSet.allOf(Scope.class),
                signIns.touch(known.signIn()),
                pending);
    }

    private Admission byKey(String authorization, String address) {
        String secret = authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)
                ? authorization.substring(BEARER.length()).strip()
                : "";
        ApiKeys.Known known =
                keys.bySecret(secret).orElseThrow(() -> new ParleyException(ErrorCode.TOKEN_INVALID, "no key of ours"));
        refuse(keys.refusal(known.key()));
        ErrorCode pending = pending(known.account());
        Account account = known.account();
        if (keys.touch(known.key())) {
            audit.done(
                    Audit.Actor.of(account.owner(), address),
                    "key-used",
                    known.key().id(),
                    known.key().name());
        }
        Set<Scope> scopes = EnumSet.copyOf(known.key().scopes());
        if (account.role() != Role.ADMIN) {
            scopes.remove(Scope.ADMIN);
        }
        return new Admission(
                account.owner(),
                account,
                null,
                known.key().id(),
                scopes,
                known.key().expiresAtMillis(),
                pending);
    }

    /** A disabled account does not come in at all; the rest its user can do something about. */
    private @Nullable ErrorCode pending(Account account) {
        ErrorCode standing = Standing.of(account, settings);
        if (standing == ErrorCode.ACCOUNT_DISABLED) {
            throw new ParleyException(standing, "disabled");
        }
        return standing;
    }

    private static void refuse(@Nullable ErrorCode code) {
        if (code != null) {
            throw new ParleyException(code, "over");
        }
    }

    /** Of these sign-ins, those that would not be let in any more, and why. */
    public Map<String, ErrorCode> refusedSignIns(Collection<String> ids) {
        return signIns.refused(ids, settings, recheck.patience());
    }

    /** Of these keys, those that would not be let in any more, and why. */
    public Map<String, ErrorCode> refusedKeys(Collection<String> ids) {
        return keys.refused(ids, settings);
    }
}
