package dev.parley.platform;

import jakarta.enterprise.context.ApplicationScoped;

/** This process among those that share a database: a new one with each start. */
@ApplicationScoped
public class Node {

    private final String id = Ids.next();

    public String id() {
        return id;
    }
}
