package dev.parley.chat;

import dev.parley.platform.LogContext;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ErrorInfo;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What is answered where nothing of the application has answered: an address that does not exist, a breakdown. In place of
 * the servers' own pages, which name the server and show what broke.
 */
@WebServlet(urlPatterns = ErrorPage.PATH)
public class ErrorPage extends HttpServlet {

    static final String PATH = "/error";

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = Logger.getLogger(ErrorPage.class.getName());
    private static final int BROKEN = 500;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try (LogContext.Scope logged = LogContext.currentOrNew().enter()) {
            answer(request, response);
        }
    }

    private static void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        int status = status(request);
        ErrorInfo error = ErrorInfo.of(code(status), LogContext.trace());
        if (status >= BROKEN) {
            Throwable cause = (Throwable) request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
            LOG.log(Level.SEVERE, "a request broke down", cause);
        }
        response.setStatus(status);
        response.setHeader("Cache-Control", "no-store");
        String address = String.valueOf(request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI));
        if (address.startsWith(request.getContextPath() + "/api/")) {
            response.setContentType("application/json;charset=UTF-8");
            response.getWriter().write(ErrorBodies.json(error));
        } else {
            response.setContentType("text/html;charset=UTF-8");
            response.getWriter().write(page(status, error, request));
        }
    }

    /** Of the request that failed; whoever asks for this page itself finds nothing here. */
    private static int status(HttpServletRequest request) {
        @Nullable Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        return status instanceof Integer number ? number : HttpServletResponse.SC_NOT_FOUND;
    }

    private static ErrorCode code(int status) {
        return switch (status) {
            case HttpServletResponse.SC_NOT_FOUND -> ErrorCode.NOT_FOUND;
            case HttpServletResponse.SC_METHOD_NOT_ALLOWED -> ErrorCode.METHOD_NOT_ALLOWED;
            case HttpServletResponse.SC_SERVICE_UNAVAILABLE -> ErrorCode.SERVER_OVERLOADED;
            default -> status >= BROKEN ? ErrorCode.INTERNAL : ErrorCode.INVALID_REQUEST;
        };
    }

    /** Holds nothing that came with the request. */
    private static String page(int status, ErrorInfo error, HttpServletRequest request) {
        return "<!doctype html><html><head><meta charset=\"utf-8\"><title>Parley: " + status
                + "</title></head><body><h1>"
                + status + "</h1><p>" + error.message(request.getLocale()) + "</p><p>" + error.traceId()
                + "</p><p><a href=\"" + home(request) + "\">Parley</a></p></body></html>";
    }

    private static String home(HttpServletRequest request) {
        return request.getContextPath() + "/";
    }
}
