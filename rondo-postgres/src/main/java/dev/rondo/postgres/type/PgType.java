package dev.rondo.postgres.type;

import java.util.List;

/**
 * A type of a database.
 *
 * @param oid its OID, unsigned
 * @param schema its schema
 * @param name its name as the catalogue has it: {@code int4}, {@code _int4} for its array
 * @param kind what sort of type it is
 * @param element the OID of an array's elements, a domain's base, a range's subtype, a multirange's
 *     range, or 0
 * @param delimiter what stands between values of it in an array's text: a comma for nearly all
 * @param attributes of a composite, in order; empty for others
 * @param labels of an enum, in order; empty for others
 */
public record PgType(
        int oid,
        String schema,
        String name,
        Kind kind,
        int element,
        char delimiter,
        List<Attribute> attributes,
        List<String> labels) {
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

    /** Copies the lists. */
    public PgType {
        attributes = List.copyOf(attributes);
        labels = List.copyOf(labels);
    }

    /** Creates one that is neither a composite nor an enum. */
    public PgType(int oid, String schema, String name, Kind kind, int element) {
        this(oid, schema, name, kind, element, ',', List.of(), List.of());
    }

    /**
     * Returns the name for messages: {@code int4[]} for {@code _int4}, and with its schema unless
     * it is the catalogue's.
     */
    public String displayName() {
        String shown = kind == Kind.ARRAY && name.startsWith("_") ? name.substring(1) + "[]" : name;
        return schema.isEmpty() || schema.equals(BuiltIn.SCHEMA) ? shown : schema + "." + shown;
    }
}
