package dev.rondo.postgres;

/**
 * A session for one task at a time: {@link Connection} as {@link Postgres#connect} returns it. A
 * pool's proxies stand before one of these.
 */
abstract class ExclusiveConnection implements Connection {
    private final Session session;

    ExclusiveConnection(Session session) {
        this.session = session;
    }

    Session session() {
        return session;
    }
}
