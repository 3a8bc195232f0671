/**
 * PostgreSQL on the streams of {@code dev.rondo}; on the class path too.
 *
 * <p>Jackson 3 is used for JSON when it is there. {@code dev.rondo.postgres.test} needs {@code
 * dev.rondo.test}.
 */
module dev.rondo.postgres {
    requires transitive dev.rondo;
    requires com.ongres.scram.client;
    requires static org.jspecify; // annotations only
    requires static dev.rondo.test;
    requires static tools.jackson.databind;

    exports dev.rondo.postgres;
    exports dev.rondo.postgres.test;
    exports dev.rondo.postgres.type;
}
