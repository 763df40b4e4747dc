package dev.parley.provider.demo;

import dev.parley.provider.Models;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The demo model's settings. */
@Dependent
public class DemoConfig {

    private final boolean enabled;
    private final double pace;

    /**
     * @param models tell whether the demo model is on: when it is not, every path below {@code /demo} is unknown
     * @param pace {@code parley.demo.pace}, default 1: the model's pauses are multiplied by it; 0 means no pauses
     */
    @Inject
    public DemoConfig(Models models, @ConfigProperty(name = "parley.demo.pace", defaultValue = "1") double pace) {
        if (!(pace >= 0 && pace <= 1000)) {
            throw new IllegalArgumentException("parley.demo.pace must be between 0 and 1000, not " + pace);
        }
        this.enabled = models.demo();
        this.pace = pace;
    }

    public boolean enabled() {
        return enabled;
    }

    public double pace() {
        return pace;
    }
}
