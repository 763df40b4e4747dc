package dev.parley.operations;

import dev.parley.platform.Threads;
import dev.parley.protocol.ModelView;
import dev.parley.provider.Models;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Checks the configuration when the application starts, so that a fault stops it there and not at the first question. */
@ApplicationScoped
public class StartUp {

    private static final Logger LOG = Logger.getLogger(StartUp.class.getName());

    void start(@Observes @Initialized(ApplicationScoped.class) Object started, Threads threads, Models models) {
        System.setProperty("sun.net.http.retryPost", "false");
        System.setProperty("org.jboss.resteasy.microprofile.defaultToURLConnectionHttpClient", "true");
        threads.start();
        LOG.log(
                Level.INFO,
                "Parley has the models {0}",
                models.views().stream().map(ModelView::id).toList());
    }
}
