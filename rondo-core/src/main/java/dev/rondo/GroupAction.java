package dev.rondo;

/** The body of a {@link TaskGroup} without a result. */
@FunctionalInterface
public interface GroupAction {
    /** Runs the code. */
    void run(TaskGroup group) throws Throwable;
}
