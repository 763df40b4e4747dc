package dev.parley.identity;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.parley.platform.Database;
import dev.parley.platform.LogContext;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/** Where people with passwords sign in, register, use their links and change their passwords. Thread-safe; blocks. */
@ApplicationScoped
public class SignInDesk {

    private static final Logger LOG = Logger.getLogger(SignInDesk.class.getName());
    /** What is counted beside names; no name can be like these. */
    private static final String LINK = " link";

    private static final String REGISTRATION = " registration";

    private final Database database;
    private final Accounts accounts;
    private final Passwords passwords;
    private final SignIns signIns;
    private final Invitations invitations;
    private final Audit audit;
    private final AuthSettings settings;
    private final Attempts attempts;

    @Inject
    public SignInDesk(
            Database database,
            Accounts accounts,
            Passwords passwords,
            SignIns signIns,
            Invitations invitations,
            Audit audit,
            Config config) {
        this(
                database,
                accounts,
                passwords,
                signIns,
                invitations,
                audit,
                AuthSettings.of(config),
                Ticker.systemTicker());
    }

    SignInDesk(
            Database database,
            Accounts accounts,
            Passwords passwords,
            SignIns signIns,
            Invitations invitations,
            Audit audit,
            AuthSettings settings,
            Ticker ticker) {
        this.database = database;
        this.accounts = accounts;
        this.passwords = passwords;
        this.signIns = signIns;
        this.invitations = invitations;
        this.audit = audit;
        this.settings = settings;
        this.attempts = new Attempts(ticker);
    }

    /** For the proxy. */
    @SuppressWarnings({"NullAway", "NullAway.Init"})
    protected SignInDesk() {
        database = null;
        accounts = null;
        passwords = null;
        signIns = null;
        invitations = null;
        audit = null;
        settings = null;
        attempts = null;
    }

    /**
     * The browser at which somebody signs in.
     *
     * @param address where it is
     * @param agent what it calls itself, or null
     */
    public record Place(String address, @Nullable String agent) {}

    /** Somebody who has just signed in. */
    public record Entered(Account account, SignIns.Started signIn) {}

    /** What somebody fills in to get an account. */
    public record Application(
            String name,
            @Nullable String displayName,
            String password,
            @Nullable String acceptedTerms) {
        @Override
        public String toString() {
            return "Application[" + name + ']';
        }
    }

    /** Whether the server waits for its first admin. */
    public boolean isNew() {
        return settings.mode() == AuthMode.LOCAL && !accounts.hasAdmin();
    }

    /**
     * A link for the first admin, if there is none and passwords are kept here.
     *
     * @return the token
     */
    public Optional<String> setUp() {
        return isNew()
                ? Optional.of(invitations
                        .create(Invitation.Kind.SET_UP, Role.ADMIN, null, null, Invitations.DEFAULT_LIFE)
                        .token())
                : Optional.empty();
    }

    /**
     * A link by which somebody chooses a new password, for the operator, who has no account to sign in with.
     *
     * @return the token, or empty if nobody of that name could sign in with a password
     */
    public Optional<String> resetLink(String name) {
        return accounts.byName(name)
                .filter(account -> account.source().equals(Account.LOCAL) && !account.disabled())
                .map(account -> {
                    String token = invitations
                            .create(Invitation.Kind.RESET, account.role(), account.id(), null, Invitations.RESET_LIFE)
                            .token();
                    audit.done(new Audit.Actor(null, null, null), "reset-link", account.id(), "by the configuration");
                    return token;
                });
    }

    /** The names of those who could look after the others. */
    public List<String> admins() {
        return accounts.adminNames();
    }

    /** @throws ParleyException the same for a name that nobody has and for a wrong password */
    public Entered signIn(String name, String password, Place place) {
        insistOnPasswords();
        String shown = name.length() > 100 ? name.substring(0, 100) : name;
        String key = shown.strip().toLowerCase(Locale.ROOT);
        attempts.check(key, place.address());
        Optional<Account> account = name.length() > 200
                ? Optional.empty()
                : accounts.byName(name).filter(one -> one.source().equals(Account.LOCAL));
        Audit.Actor actor = new Audit.Actor(account.map(Account::id).orElse(null), shown, place.address());
        if (!passwords.isRight(account.map(Account::id).orElse(null), password)) {
            attempts.failed(key, place.address());
            refuse(ErrorCode.SIGN_IN_FAILED, actor, "sign-in");
        }
        Account right = account.orElseThrow();
        attempts.succeeded(key, place.address());
        if (right.disabled()) {
            refuse(ErrorCode.ACCOUNT_DISABLED, actor, "sign-in");
        }
        Entered entered = new Entered(right, signIns.start(right, place.address(), place.agent()));
        audit.done(Audit.Actor.of(right.owner(), place.address()), "sign-in", null, "password");
        return entered;
    }

    private void refuse(ErrorCode code, Audit.Actor actor, String action) {
        try (LogContext.Scope logged = LogContext.currentOrNew().enter()) {
            audit.refused(actor, action, null, code.wire(), LogContext.trace());
            LOG.log(Level.INFO, "a sign-in was refused: {0}", code.wire());
        }
        throw new ParleyException(code, "refused");
    }

    /** @throws ParleyException if people do not make their accounts themselves here, or something is not right */
    public Entered register(Application application, Place place) {
        insistOnPasswords();
        if (settings.registration() != Registration.OPEN) {
            throw new ParleyException(ErrorCode.NOT_ALLOWED, "registration is not open");
        }
        if (isNew()) {
            throw ParleyException.explained(
                    ErrorCode.NOT_ALLOWED, "the first account is the administrator's, by the link in the server's log");
        }
        attempts.check(REGISTRATION, place.address());
        Entered entered = create(application, Role.USER, null, place);
        // Not a failure, but nobody needs many.
        attempts.failed(REGISTRATION, place.address());
        return entered;
    }

    /**
     * Uses a link: the account is made, or the new password set, and the browser signed in.
     *
     * @throws ParleyException if the link does not count, or something is not right; the link can then be used again
     */
    public Entered accept(String token, Application application, Place place) {
        insistOnPasswords();
        Invitation invitation = look(token, place);
        return invitation.kind() == Invitation.Kind.RESET
                ? reset(token, invitation, application.password(), place)
                : create(application, invitation.role(), token, place);
    }

    /** What a link is for. @throws ParleyException if it does not count, or there were too many that did not */
    public Invitation look(String token, Place place) {
        attempts.check(LINK, place.address());
        try {
            return invitations.look(token);
        } catch (ParleyException e) {
            attempts.failed(LINK, place.address());
            throw e;
        }
    }

    /** The sign-in name of whose password the link resets, or null if it does something else. */
    public @Nullable String nameFor(Invitation invitation) {
        return invitation.accountId() == null
                ? null
                : accounts.get(invitation.accountId()).name();
    }

    private Entered create(Application application, Role role, @Nullable String token, Place place) {
        String name = Accounts.name(application.name());
        String displayName = Accounts.displayName(
                application.displayName() == null || application.displayName().isBlank()
                        ? application.name()
                        : application.displayName());
        Passwords.check(application.password(), List.of(name, displayName, "parley"));
        Terms terms = settings.terms();
        if (terms != null && !terms.version().equals(application.acceptedTerms())) {
            throw ParleyException.explained(ErrorCode.TERMS_NOT_ACCEPTED, terms.version());
        }
        String hash = passwords.hash(application.password());
        Entered entered = database.transaction(connection -> {
            if (token != null) {
                invitations.use(connection, token);
            }
            Account account =
                    accounts.create(connection, name, displayName, role, terms == null ? null : terms.version());
            passwords.set(connection, account.id(), hash);
            return new Entered(account, signIns.start(connection, account, place.address(), place.agent()));
        });
        audit.done(
                Audit.Actor.of(entered.account().owner(), place.address()),
                "account-created",
                entered.account().id(),
                token == null ? "registered" : "by a link, " + role.wire());
        return entered;
    }

    private Entered reset(String token, Invitation invitation, String password, Place place) {
        Account account = accounts.get(String.valueOf(invitation.accountId()));
        if (account.disabled()) {
            throw new ParleyException(ErrorCode.ACCOUNT_DISABLED, "disabled");
        }
        Passwords.check(password, List.of(account.name(), account.displayName(), "parley"));
        String hash = passwords.hash(password);
        Entered entered = database.transaction(connection -> {
            invitations.use(connection, token);
            passwords.set(connection, account.id(), hash);
            signIns.endOthers(connection, account.id(), null);
            return new Entered(account, signIns.start(connection, account, place.address(), place.agent()));
        });
        audit.done(Audit.Actor.of(account.owner(), place.address()), "password-reset", account.id(), null);
        return entered;
    }

    /**
     * Sets a new password; the account's other sign-ins end.
     *
     * @param signInId the one that stays, or null
     * @throws ParleyException if the current one is wrong, or the new one too weak
     */
    public void changePassword(
            Account account, String current, String wanted, @Nullable String signInId, String address) {
        insist(account, current, "password-change", address);
        Passwords.check(wanted, List.of(account.name(), account.displayName(), "parley"));
        String hash = passwords.hash(wanted);
        database.change(connection -> {
            passwords.set(connection, account.id(), hash);
            signIns.endOthers(connection, account.id(), signInId);
        });
        audit.done(Audit.Actor.of(account.owner(), address), "password-change", account.id(), null);
    }

    /** Asks for the password once more, before something that cannot be undone. @throws ParleyException if it is wrong */
    public void insist(Account account, String password, String action, String address) {
        attempts.check(account.name(), address);
        if (!passwords.isRight(account.id(), password)) {
            attempts.failed(account.name(), address);
            refuse(ErrorCode.SIGN_IN_FAILED, Audit.Actor.of(account.owner(), address), action);
        }
    }

    private void insistOnPasswords() {
        if (settings.mode() != AuthMode.LOCAL) {
            throw new ParleyException(ErrorCode.NOT_ALLOWED, "no passwords in this mode");
        }
    }
}
