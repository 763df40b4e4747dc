package dev.parley.chat;

import dev.parley.protocol.Json;
import dev.parley.protocol.ServerFrame;
import dev.parley.protocol.ViewWriter;
import jakarta.ws.rs.core.Response;

/** The answer to a command by REST: what the socket's ack says. */
final class Acks {

    private Acks() {}

    /** Something was made; a command that is repeated is answered in the same words. */
    static Response created(ServerFrame.Ack ack) {
        String body = Json.text(json -> {
            json.writeStartObject();
            ViewWriter.ack(json, ack);
            json.writeEnd();
        });
        return Response.status(Response.Status.CREATED).entity(body).build();
    }
}
