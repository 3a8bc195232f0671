package dev.rondo.postgres.test;

/** A session ends here; all that was to be said is. Flow of control: no stack. */
final class SessionOver extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SessionOver(String why) {
        super(why, null, false, false);
    }
}
