package dev.rondo.postgres;

import dev.rondo.postgres.type.PgType;
import dev.rondo.postgres.type.TypeRegistry;
import java.util.List;

/** Reads the rows of {@link TypeRegistry#introspection}. */
final class IntrospectedTypes {
    private IntrospectedTypes() {}

    /** Returns the types, for {@link TypeRegistry#define}. */
    static List<PgType> of(List<Row> rows) {
        throw new UnsupportedOperationException();
    }
}
