package dev.parley.chat;

import dev.parley.protocol.Json;
import dev.parley.protocol.ViewWriter;
import dev.parley.provider.Models;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The models that can be asked. */
@Path("/models")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ModelsResource {

    private final Models models;

    @Inject
    public ModelsResource(Models models) {
        this.models = models;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    public ModelsResource() {
        models = null;
    }

    @GET
    public String list() {
        return Json.text(json -> {
            json.writeStartObject();
            ViewWriter.models(json, "models", models.views());
            json.writeEnd();
        });
    }
}
