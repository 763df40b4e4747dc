package dev.parley.operations;

import dev.parley.conversation.AutoTitles;
import dev.parley.conversation.Trash;
import dev.parley.generation.Takeover;
import dev.parley.journal.JournalSettings;
import dev.parley.platform.Database;
import dev.parley.platform.DatabaseSettings;
import dev.parley.platform.Settings;
import dev.parley.platform.Threads;
import dev.parley.protocol.ModelView;
import dev.parley.provider.Models;
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
            Takeover takeover,
            Trash trash,
            AutoTitles titles,
            ShutDown shutDown) {
        System.setProperty("sun.net.http.retryPost", "false");
        System.setProperty("org.jboss.resteasy.microprofile.defaultToURLConnectionHttpClient", "true");
        threads.start();
        Settings settings = Settings.of(config);
        DatabaseSettings.read(settings);
        JournalSettings.read(settings);
        Trash.read(settings);
        AutoTitles.read(settings);
        settings.check();
        LOG.log(
                Level.INFO,
                "Parley has the models {0}",
                models.views().stream().map(ModelView::id).toList());
        LOG.log(Level.INFO, "Parley keeps its conversations in {0}", database.shown());
        titles.start();
        takeover.start();
        trash.start(threads);
        shutDown.watch();
    }
}
