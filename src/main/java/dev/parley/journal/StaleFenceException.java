package dev.parley.journal;

import java.io.Serial;

/** The append was refused: its generation has ended, or somebody else owns it now. Nothing was written. */
public class StaleFenceException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public StaleFenceException(Fence fence) {
        super("generation " + fence.generationId() + " is not open under fence " + fence.number());
    }
}
