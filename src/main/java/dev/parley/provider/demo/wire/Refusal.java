package dev.parley.provider.demo.wire;

/** The request is answered with an error. */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Problem problem;

    public Refusal(Problem problem) {
        this(problem, problem.text());
    }

    public Refusal(Problem problem, String message) {
        super(message, null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }

    /** The text sent to the client. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
