package dev.rondo.postgres;

/** Called, in the loop, for each notice of the server; it may not suspend. */
@FunctionalInterface
public interface NoticeListener {
    /** Is told. What it throws goes to the loop's exception handler. */
    void noticed(Notice notice);
}
