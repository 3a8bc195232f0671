package dev.rondo.postgres.type;

import java.util.List;

/**
 * A type of a database.
 *
 * @param oid its OID
 * @param schema its schema
 * @param name its name as the catalogue has it: {@code int4}, {@code _int4} for its array
 * @param kind what sort of type it is
 * @param element the OID of an array's elements, a domain's base, a range's subtype, or 0
 * @param attributes of a composite, in order; empty for others
 */
public record PgType(
        int oid, String schema, String name, Kind kind, int element, List<Attribute> attributes) {
    /** The sorts of types. */
    public enum Kind {
        /** A type without inner structure for SQL. */
        SCALAR,
        /** An array. */
        ARRAY,
        /** A row of attributes. */
        COMPOSITE,
        /** A type with a constraint. */
        DOMAIN,
        /** One of several labels. */
        ENUM,
        /** A range. */
        RANGE,
        /** Several ranges. */
        MULTIRANGE,
        /** A type that no column has, such as {@code void}. */
        PSEUDO
    }

    /**
     * An attribute of a composite.
     *
     * @param name its name
     * @param oid its type
     */
    public record Attribute(String name, int oid) {}

    /** Copies the attributes. */
    public PgType {
        attributes = List.copyOf(attributes);
    }
}
