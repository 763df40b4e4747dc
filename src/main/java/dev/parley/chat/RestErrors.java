package dev.parley.chat;

import dev.parley.platform.LogContext;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ErrorInfo;
import dev.parley.protocol.ParleyException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The one translation of what a REST call throws into an answer; logged once, here. */
@Provider
@ApplicationScoped
public class RestErrors implements ExceptionMapper<Throwable> {

    private static final Logger LOG = Logger.getLogger(RestErrors.class.getName());

    private final DoorMeters meters;

    @Inject
    public RestErrors(DoorMeters meters) {
        this.meters = meters;
    }

    /** For the proxy. */
    @SuppressWarnings("NullAway")
    public RestErrors() {
        meters = null;
    }

    @Override
    public Response toResponse(Throwable failure) {
        String traceId = LogContext.trace();
        if (failure instanceof ParleyException known) {
            ErrorInfo error = known.info(traceId);
            LOG.log(
                    ErrorBodies.level(error.code()),
                    known,
                    () -> "refused: " + error.code().wire());
            return answer(ErrorBodies.status(error), error);
        }
        if (failure instanceof WebApplicationException web) {
            int status = web.getResponse().getStatus();
            if (status < 500) {
                return answer(status, ErrorInfo.of(refusal(status), traceId));
            }
        }
        LOG.log(Level.SEVERE, "a REST call broke down", failure);
        return answer(500, ErrorInfo.of(ErrorCode.INTERNAL, traceId));
    }

    private static ErrorCode refusal(int status) {
        return switch (status) {
            case 404 -> ErrorCode.NOT_FOUND;
            case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
            default -> ErrorCode.BAD_FRAME;
        };
    }

    private Response answer(int status, ErrorInfo error) {
        meters.refused(DoorMeters.At.REST, error.code());
        Response.ResponseBuilder answer =
                Response.status(status).type(MediaType.APPLICATION_JSON_TYPE).entity(ErrorBodies.json(error));
        ErrorBodies.retryAfter(error).ifPresent(seconds -> answer.header("Retry-After", seconds));
        return answer.build();
    }
}
