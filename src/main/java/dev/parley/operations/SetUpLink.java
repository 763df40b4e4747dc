package dev.parley.operations;

import dev.parley.identity.AuthMode;
import dev.parley.identity.AuthSettings;
import dev.parley.identity.Invitations;
import dev.parley.identity.Passwords;
import dev.parley.identity.SignInDesk;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Links that only who reads the log can use: the one by which the first admin's account is made, as long as there is no
 * admin, and one for whom the configuration says that they have lost their password.
 */
@ApplicationScoped
public class SetUpLink {

    private static final Logger LOG = Logger.getLogger(SetUpLink.class.getName());

    /** Who has lost their password. */
    static final String RESET = "parley.reset-password";

    /** Set by the launcher of the uber-jar. */
    private static final String PORT = "parley.port";

    private final SignInDesk desk;

    @Inject
    public SetUpLink(SignInDesk desk) {
        this.desk = desk;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    protected SetUpLink() {
        desk = null;
    }

    /** @param passwords are made ready, so that a server without them fails now and not at the first sign-in */
    void show(AuthSettings settings, Passwords passwords) {
        if (settings.mode() != AuthMode.LOCAL) {
            return;
        }
        passwords.makeReady();
        desk.setUp()
                .ifPresent(token -> LOG.log(
                        Level.WARNING,
                        "Parley has no administrator yet. Open this link once, within {0} days, to become it:\n\n    {1}/#/welcome/{2}\n",
                        new Object[] {Invitations.DEFAULT_LIFE.toDays(), base(settings), token}));
    }

    /** @param name of whom a link is shown by which to choose a new password */
    void showReset(AuthSettings settings, String name) {
        Optional<String> token = settings.mode() == AuthMode.LOCAL ? desk.resetLink(name) : Optional.empty();
        if (token.isPresent()) {
            LOG.log(
                    Level.WARNING,
                    "A new password for \"{0}\": open this link once, within {1} hours, and remove {2}:\n\n    {3}/#/welcome/{4}\n",
                    new Object[] {name, Invitations.RESET_LIFE.toHours(), RESET, base(settings), token.get()});
        } else {
            LOG.log(
                    Level.WARNING,
                    "{0}: there is no account \"{1}\" with a password that could sign in; the administrators are {2}",
                    new Object[] {RESET, name, desk.admins()});
        }
    }

    private static String base(AuthSettings settings) {
        if (settings.publicUrl() != null) {
            return settings.publicUrl();
        }
        String port = System.getProperty(PORT);
        return port == null ? "http://<this server>" : "http://localhost:" + port;
    }
}
