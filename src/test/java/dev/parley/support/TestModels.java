package dev.parley.support;

import dev.parley.protocol.SendOptions;
import dev.parley.provider.ModelSpec;
import dev.parley.provider.ProviderSpec;
import java.net.URI;

/** Models as configuration would make them. */
public final class TestModels {

    private TestModels() {}

    public static ModelSpec model(String id, ModelSpec.Prefix prefix) {
        ProviderSpec provider = new ProviderSpec(
                "p",
                ProviderSpec.Kind.OPENAI,
                () -> URI.create("http://127.0.0.1"),
                () -> "",
                false,
                false,
                true,
                ProviderSpec.Engine.AUTO,
                ProviderSpec.Timeouts.DEFAULT);
        return new ModelSpec(
                id,
                id,
                id.toUpperCase(java.util.Locale.ROOT),
                provider,
                ModelSpec.Path.TEXT,
                true,
                ModelSpec.Thinking.NONE,
                prefix,
                SendOptions.NONE);
    }
}
