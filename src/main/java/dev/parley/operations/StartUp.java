package dev.parley.operations;

import dev.parley.chat.Connections;
import dev.parley.chat.Dismissals;
import dev.parley.chat.Forwarded;
import dev.parley.chat.MetricsDoor;
import dev.parley.chat.PageHeaders;
import dev.parley.conversation.AutoTitles;
import dev.parley.conversation.Limits;
import dev.parley.conversation.MessageRate;
import dev.parley.conversation.Retention;
import dev.parley.conversation.Trash;
import dev.parley.generation.Takeover;
import dev.parley.identity.AuthSettings;
import dev.parley.identity.Passwords;
import dev.parley.identity.Quotas;
import dev.parley.identity.Sweeps;
import dev.parley.identity.oidc.OidcSettings;
import dev.parley.journal.Epochs;
import dev.parley.journal.Journal;
import dev.parley.journal.JournalSettings;
import dev.parley.platform.Database;
import dev.parley.platform.DatabaseCopy;
import dev.parley.platform.DatabaseSettings;
import dev.parley.platform.LogOutput;
import dev.parley.platform.LogSettings;
import dev.parley.platform.Metrics;
import dev.parley.platform.Secrets;
import dev.parley.platform.Settings;
import dev.parley.platform.Threads;
import dev.parley.protocol.ModelView;
import dev.parley.provider.Models;
import dev.parley.trace.OtlpExporter;
import dev.parley.trace.Traces;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;

/**
 * Checks the configuration and the database when the application starts, so that a fault stops it there and not at the
 * first question, and goes on with the answers that the last run has left.
 */
@ApplicationScoped
public class StartUp {

    private static final Logger LOG = Logger.getLogger(StartUp.class.getName());

    void start(
            @Observes @Initialized(ApplicationScoped.class) Object started,
            Config config,
            Threads threads,
            Models models,
            Database database,
            DatabaseCopy copy,
            Epochs epochs,
            Takeover takeover,
            Trash trash,
            AutoTitles titles,
            Retention retention,
            Traces traces,
            OtlpExporter exporter,
            Journal journal,
            Sweeps sweeps,
            Dismissals dismissals,
            Passwords passwords,
            SetUpLink setUpLink,
            LastErrors errors,
            LogOutput logs,
            UpTime upTime,
            Health health,
            NodeMeters meters,
            ShutDown shutDown) {
        System.setProperty("sun.net.http.retryPost", "false");
        System.setProperty("org.jboss.resteasy.microprofile.defaultToURLConnectionHttpClient", "true");
        errors.start();
        logs.start();
        threads.start();
        logs.keepUp(threads);
        LOG.log(Level.FINE, "up since {0}", upTime.sinceMillis());
        Settings settings = Settings.of(config);
        LogSettings.read(settings);
        DatabaseSettings.read(settings, Secrets.of(config));
        DatabaseCopy.read(settings);
        JournalSettings.read(settings);
        Trash.read(settings);
        AutoTitles.read(settings);
        Forwarded.check(settings);
        PageHeaders.check(settings);
        Connections.check(settings);
        Limits.read(settings);
        MessageRate.check(settings);
        Quotas.check(settings);
        Retention.read(settings);
        Traces.read(settings);
        OtlpExporter.check(settings, Secrets.of(config));
        AuthSettings auth = AuthSettings.read(settings);
        OidcSettings.read(settings, auth);
        Metrics.check(settings, Secrets.of(config));
        MetricsDoor.check(settings);
        settings.check();
        LOG.log(
                Level.INFO,
                "Parley has the models {0}",
                models.views().stream().map(ModelView::id).toList());
        LOG.log(Level.INFO, "Parley keeps its conversations in {0}", database.shown());
        copy.ifAsked();
        epochs.renewIfRestored();
        titles.start();
        takeover.start();
        trash.start(threads);
        retention.start(threads);
        traces.start(threads);
        if (exporter.isWanted()) {
            exporter.start();
            journal.onEnded(exporter::ended);
        }
        sweeps.start(threads);
        dismissals.start();
        LOG.log(Level.INFO, "Parley lets in: {0}", auth.mode().wire());
        setUpLink.show(auth, passwords);
        settings.text(SetUpLink.RESET).ifPresent(name -> setUpLink.showReset(auth, name));
        meters.start();
        health.start();
        shutDown.watch();
    }
}
