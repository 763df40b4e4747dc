package dev.parley.provider;

import dev.parley.protocol.ErrorCode;
import jakarta.ws.rs.ProcessingException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The one translation of what happens to a connection into the catalogue. */
final class TransportErrors {

    private TransportErrors() {}

    /**
     * @param expired the deadline that interrupted the reader, or null
     * @param started whether something of the answer has arrived
     */
    static ProviderException translate(Exception e, @Nullable ErrorCode expired, boolean started) {
        if (expired != null) {
            return ProviderException.of(expired, "no event in time", e);
        }
        if (started) {
            return ProviderException.of(ErrorCode.ANSWER_CUT_OFF, "the connection broke: " + root(e), e);
        }
        if (find(e, HttpConnectTimeoutException.class)) {
            return ProviderException.of(ErrorCode.MODEL_UNREACHABLE, "no connection in time: " + root(e), e);
        }
        if (find(e, SocketTimeoutException.class) || find(e, HttpTimeoutException.class)) {
            return ProviderException.of(ErrorCode.MODEL_TIMEOUT, "no answer in time: " + root(e), e);
        }
        if (find(e, SSLException.class)) {
            return ProviderException.of(ErrorCode.MODEL_MISCONFIGURED, "TLS failed: " + root(e), e);
        }
        if (find(e, UnknownHostException.class) || find(e, UnresolvedAddressException.class)) {
            return ProviderException.make(
                    ErrorCode.MODEL_UNREACHABLE, false, "the host name is not known: " + root(e), null, e);
        }
        if (find(e, ConnectException.class) || find(e, NoRouteToHostException.class)) {
            return ProviderException.of(ErrorCode.MODEL_UNREACHABLE, "no connection: " + root(e), e);
        }
        if (find(e, IOException.class) || find(e, EOFException.class)) {
            return ProviderException.of(ErrorCode.MODEL_UNAVAILABLE, "the connection broke: " + root(e), e);
        }
        return ProviderException.make(ErrorCode.INTERNAL, false, "the request could not be sent: " + root(e), null, e);
    }

    /** Whether something happened to the connection, however it is wrapped. */
    static boolean isTransport(Exception e) {
        return find(e, IOException.class)
                || find(e, UnresolvedAddressException.class)
                || find(e, InterruptedException.class)
                || find(e, ProcessingException.class);
    }

    private static boolean find(Throwable e, Class<? extends Throwable> type) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private static String root(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName();
    }
}
