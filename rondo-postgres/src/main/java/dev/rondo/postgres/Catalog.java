package dev.rondo.postgres;

import dev.rondo.postgres.type.TypeRegistry;

/**
 * What is known of a database, shared by the connections of a pool: its types, and the descriptions
 * of statements. For one loop's thread.
 */
final class Catalog {
    private final TypeRegistry types;

    Catalog(TypeRegistry types) {
        this.types = types;
    }

    TypeRegistry types() {
        return types;
    }
}
