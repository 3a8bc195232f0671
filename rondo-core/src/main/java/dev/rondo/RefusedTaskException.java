package dev.rondo;

/**
 * How a group that shuts down refuses a task. It follows from a failure or a cancellation that the
 * group knows of, so one that ends the body or a task of the same group is no failure of its own.
 */
final class RefusedTaskException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private final transient TaskGroup group;

    RefusedTaskException(TaskGroup group) {
        super("TaskGroup is shutting down; it takes no more tasks");
        this.group = group;
    }

    boolean isOf(TaskGroup other) {
        return group == other;
    }
}
