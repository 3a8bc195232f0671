package dev.rondo;

/**
 * A short name for a body or callback in messages: the class that wrote the lambda, without the
 * compiler's suffix.
 */
final class BodyName {
    /** A body that has a name. */
    interface Named {
        String name();
    }

    private BodyName() {}

    static String of(Object body) {
        if (body instanceof Named named) {
            return named.name();
        }
        String name = Bodies.written(body).getClass().getName();
        int lambda = name.indexOf("$$Lambda");
        if (lambda >= 0) {
            return "lambda in " + name.substring(0, lambda);
        }
        return name;
    }
}
