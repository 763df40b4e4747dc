package dev.parley.platform;

/** A later version has changed the tables, and this one does not know how. */
final class NewerSchemaException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * @param known the newest version of the schema that this application has
     * @param found the one of the database
     */
    NewerSchemaException(String known, String found) {
        super("it was last used by a newer Parley: its schema has version " + found + ", this Parley knows up to "
                + known + ".");
    }
}
