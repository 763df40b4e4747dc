package dev.parley.identity.oidc;

import dev.parley.identity.Account;
import dev.parley.identity.Accounts;
import dev.parley.identity.Audit;
import dev.parley.identity.Recheck;
import dev.parley.identity.SignInDesk.Entered;
import dev.parley.identity.SignInDesk.Place;
import dev.parley.identity.SignIns;
import dev.parley.identity.oidc.HeldTokens.Held;
import dev.parley.identity.oidc.OpenIdException.Kind;
import dev.parley.platform.Database;
import dev.parley.platform.LogContext;
import dev.parley.platform.StorageException;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Where people sign in by an OpenID provider, and where the provider is asked now and then whether it still vouches for them.
 * Each refusal is logged once, here, with a trace id and without any token. Thread-safe; blocks.
 */
@ApplicationScoped
public class OidcDesk implements Recheck {

    /** So long a browser may stay with the provider. */
    public static final Duration DEPARTURE_LIFE = Duration.ofMinutes(15);

    private static final Logger LOG = Logger.getLogger(OidcDesk.class.getName());
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration READ = Duration.ofSeconds(10);

    /** Longer than the provider can be asked, so that nobody else begins before. */
    private static final Duration CLAIM = Duration.ofSeconds(90);

    /** So long a request waits for another one that asks the provider. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int KEY_CHARS = 8;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Database database;
    private final Accounts accounts;
    private final SignIns signIns;
    private final Audit audit;
    private final HeldTokens tokens;
    private final Reach reach;
    private final Heard heard;
    private final Clock clock;
    private final @Nullable OidcSettings settings;
    private final @Nullable OpenIdProvider provider;

    @Inject
    public OidcDesk(Database database, Accounts accounts, SignIns signIns, Audit audit, Config config) {
        this(database, accounts, signIns, audit, OidcSettings.of(config).orElse(null), Clock.systemUTC());
    }

    OidcDesk(
            Database database,
            Accounts accounts,
            SignIns signIns,
            Audit audit,
            @Nullable OidcSettings settings,
            Clock clock) {
        this.database = database;
        this.accounts = accounts;
        this.signIns = signIns;
        this.audit = audit;
        this.tokens = new HeldTokens(database);
        this.reach = new Reach(clock);
        this.heard = new Heard(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()));
        this.clock = clock;
        this.settings = settings;
        this.provider = settings == null ? null : new OpenIdProvider(settings, new BoundedHttp(CONNECT, READ), clock);
    }

    /** For the proxy. */
    @SuppressWarnings({"NullAway", "NullAway.Init"})
    protected OidcDesk() {
        database = null;
        accounts = null;
        signIns = null;
        audit = null;
        tokens = null;
        reach = null;
        heard = null;
        clock = Clock.systemUTC();
        settings = null;
        provider = null;
    }

    /** What the page needs to know of it; empty if no OpenID provider signs people in. */
    public Optional<OidcSettings> settings() {
        return Optional.ofNullable(settings);
    }

    /**
     * A browser that is sent to the provider.
     *
     * @param key by which the browser will name itself when it comes back
     * @param sealed what the browser keeps for us until then
     */
    public record Leaving(URI to, String key, String sealed) {
        @Override
        public String toString() {
            return "Leaving";
        }
    }

    /**
     * Sends a browser to the provider.
     *
     * @param returnTo the fragment of the page to end on
     * @throws ParleyException if the provider cannot be reached
     */
    public Leaving leave(String returnTo, Place place) {
        OidcSettings set = insist();
        Departure departure = Departure.now(returnTo, clock.millis());
        try {
            return new Leaving(
                    insistOnProvider().departure(departure),
                    key(departure.state()),
                    departure.sealed(set.secret().get()));
        } catch (OpenIdException e) {
            throw refused(ErrorCode.SIGN_IN_FAILED, e.kind(), e.getMessage(), null, place);
        }
    }

    /** Names a departure: the beginning of its state, which tells nothing of the rest. */
    public static String key(String state) {
        String plain = state.replaceAll("[^A-Za-z0-9_-]", "");
        return plain.substring(0, Math.min(KEY_CHARS, plain.length()));
    }

    /** Somebody who has come back, and where on the page they are to go on. */
    public record Arrived(Entered entered, String returnTo) {}

    /**
     * Lets in who comes back from the provider.
     *
     * @param query of the callback
     * @param sealed what the browser has kept, or null
     * @throws ParleyException with the one code that its user is to see
     */
    public Arrived arrive(String query, @Nullable String sealed, Place place) {
        OidcSettings set = insist();
        Departure departure = Optional.ofNullable(sealed)
                .flatMap(text -> Departure.open(text, set.secret().get()))
                .filter(one -> clock.millis() - one.atMillis() < DEPARTURE_LIFE.toMillis())
                .orElseThrow(() -> refused(
                        ErrorCode.SIGN_IN_FAILED, Kind.REFUSED, "this browser has not left, or long ago", null, place));
        Vouched vouched;
        try {
            vouched = insistOnProvider().arrive(departure, query);
        } catch (OpenIdException e) {
            throw refused(ErrorCode.SIGN_IN_FAILED, e.kind(), e.getMessage(), null, place);
        }
        return new Arrived(enter(Objects.requireNonNull(vouched.person()), vouched, place), departure.returnTo());
    }

    private Entered enter(Person person, Vouched vouched, Place place) {
        ErrorCode refusal = person.refusal(insist());
        if (refusal != null) {
            throw refused(refusal, Kind.REFUSED, "as the provider describes them", person.preferredName(), place);
        }
        Account account = known(person);
        if (account.disabled()) {
            throw refused(ErrorCode.ACCOUNT_DISABLED, Kind.REFUSED, "disabled here", account.name(), place);
        }
        SignIns.Started started = database.transaction(connection -> {
            SignIns.Started begun = signIns.start(connection, account, place.address(), place.agent());
            tokens.keep(connection, begun.id(), begun.secret(), vouched, clock.millis());
            return begun;
        });
        audit.done(Audit.Actor.of(account.owner(), place.address()), "sign-in", null, "openid");
        return new Entered(account, started);
    }

    /** Who comes for the first time, twice at once, becomes one account: the second finds the first one's. */
    private Account known(Person person) {
        try {
            return write(person);
        } catch (StorageException e) {
            if (e.passing()) {
                throw e;
            }
            return write(person);
        }
    }

    private Account write(Person person) {
        return accounts.known(
                insist().issuer().toString(),
                person.subject(),
                person.preferredName(),
                person.displayName(),
                person.email(),
                person.emailVerified(),
                person.role());
    }

    /**
     * Where a browser that signs out here can sign out there too.
     *
     * @param secret of its cookie
     */
    public Optional<URI> farewell(String signInId, String secret) {
        if (provider == null) {
            return Optional.empty();
        }
        try {
            return provider.farewell(
                    tokens.read(signInId, secret).map(Held::idToken).orElse(null));
        } catch (OpenIdException e) {
            LOG.log(Level.INFO, "signed out here, but not at the OpenID provider: {0}", e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public SignIns.Known recheck(SignIns.Known known, String secret) {
        Long until = known.signIn().checkedUntilMillis();
        if (until == null || provider != null && until > clock.millis()) {
            return known;
        }
        if (provider == null) {
            throw new ParleyException(ErrorCode.SESSION_EXPIRED, "no provider is asked any more");
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            SignIns.Known now = again(secret);
            Long checked = now.signIn().checkedUntilMillis();
            if (checked == null || checked > clock.millis()) {
                return now;
            }
            boolean tolerated = clock.millis() < checked + insist().grace().toMillis();
            if (tolerated && reach.seemsAway()) {
                return now;
            }
            boolean mine = tokens.claim(now.signIn().id(), checked, clock.millis(), clock.millis() + CLAIM.toMillis());
            if (mine) {
                return ask(now, secret, tolerated);
            }
            if (tolerated) {
                // Another request is asking.
                return now;
            }
            if (System.nanoTime() > deadline) {
                throw new ParleyException(ErrorCode.SESSION_EXPIRED, "the provider could not be asked");
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** A page asks who it is every ten minutes. */
    @Override
    public Duration patience() {
        Duration patience = Recheck.super.patience();
        return settings == null ? patience : patience.plus(settings.grace());
    }

    private SignIns.Known again(String secret) {
        SignIns.Known now = signIns.bySecret(secret)
                .orElseThrow(() -> new ParleyException(ErrorCode.SESSION_EXPIRED, "gone meanwhile"));
        ErrorCode refusal = signIns.refusal(now.signIn());
        if (refusal != null) {
            throw new ParleyException(refusal, "ended meanwhile");
        }
        return now;
    }

    /** Asks the provider, as the one who may for this sign-in. */
    private SignIns.Known ask(SignIns.Known known, String secret, boolean tolerated) {
        String id = known.signIn().id();
        if (!reach.mayAsk()) {
            return away(known, tolerated);
        }
        try {
            Vouched vouched = refresh(tokens.read(id, secret).orElse(null));
            reach.isThere();
            tokens.renew(id, secret, vouched, clock.millis());
            if (vouched.person() != null) {
                insistOnDomain(vouched.person(), known);
                known(vouched.person());
            }
            return again(secret);
        } catch (OpenIdException e) {
            if (e.kind() == Kind.REFUSED) {
                reach.isThere();
                throw ended(known, e.getMessage());
            }
            if (reach.isAway()) {
                LOG.log(Level.WARNING, "the OpenID provider cannot be asked about sign-ins: {0}", e.getMessage());
            }
            return away(known, tolerated);
        }
    }

    private SignIns.Known away(SignIns.Known known, boolean tolerated) {
        tokens.release(known.signIn().id());
        if (!tolerated) {
            throw new ParleyException(ErrorCode.SESSION_EXPIRED, "the provider could not be asked");
        }
        return known;
    }

    private ParleyException ended(SignIns.Known known, @Nullable String why) {
        tokens.expire(known.signIn().id(), clock.millis());
        Place place = new Place(String.valueOf(known.signIn().address()), null);
        return refused(
                ErrorCode.SESSION_EXPIRED, Kind.REFUSED, why, known.account().name(), place);
    }

    private Vouched refresh(@Nullable Held held) throws OpenIdException {
        if (held == null || held.refreshToken() == null) {
            throw new OpenIdException(Kind.REFUSED, "there is no refresh token");
        }
        if (!insist().issuer().toString().equals(held.issuer()) || held.subject() == null) {
            throw new OpenIdException(Kind.REFUSED, "the account is another provider's");
        }
        return insistOnProvider().refresh(held.refreshToken(), held.subject());
    }

    /** Whether the address is confirmed is a matter of the account's standing; whose it is decides here. */
    private void insistOnDomain(Person person, SignIns.Known known) {
        if (person.refusal(insist()) == ErrorCode.NOT_ALLOWED) {
            throw ended(known, "the provider gives them an e-mail address that may not come in");
        }
    }

    private ParleyException refused(
            ErrorCode code, Kind kind, @Nullable String why, @Nullable String name, Place place) {
        if (!heard.isHeard(place.address())) {
            return new ParleyException(code, "refused, as often before");
        }
        try (LogContext.Scope logged = LogContext.currentOrNew().enter()) {
            LOG.log(
                    kind == Kind.AWAY ? Level.WARNING : Level.INFO,
                    "a sign-in by OpenID ended with {0}: {1}",
                    new Object[] {code.wire(), String.valueOf(why).replaceAll("\\p{Cntrl}", " ")});
            audit.refused(
                    new Audit.Actor(null, name, place.address()), "sign-in", null, code.wire(), LogContext.trace());
        }
        return new ParleyException(code, "refused");
    }

    private OidcSettings insist() {
        if (settings == null) {
            throw new ParleyException(ErrorCode.NOT_FOUND, "no OpenID provider signs people in here");
        }
        return settings;
    }

    private OpenIdProvider insistOnProvider() {
        insist();
        return Objects.requireNonNull(provider);
    }
}
