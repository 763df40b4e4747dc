package dev.parley.chat;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** The REST interface; its resources are found by scanning. */
@ApplicationPath("/api")
public class RestApi extends Application {}
