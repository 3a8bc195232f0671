package dev.rondo.postgres;

/** Called, in the loop, for each notification of a channel; it may not suspend. */
@FunctionalInterface
public interface NotificationListener {
    /** Is told. What it throws goes to the loop's exception handler. */
    void notified(Notification notification);
}
