package dev.rondo.postgres.type;

/**
 * The statement that asks the catalogue for types and for those that they are made of.
 *
 * <p>One row a type, what does not exist without a name. An array is what {@code array_in} (its OID
 * is 750 since there are OIDs) reads: {@code int2vector} has elements too, and is none. The range
 * of a multirange stands in a column that servers before 14 lack, so the row is read as JSON.
 *
 * <p>The condition that is always true has the planner expect one OID instead of ten or a hundred:
 * else it believes the statement to be large, and compiles it (JIT) for half a second.
 */
final class Introspection {
    static final String SQL =
            """
            WITH RECURSIVE asked(oid) AS (
                SELECT given FROM pg_catalog.unnest($1::pg_catalog.oid[]) AS given
                WHERE given::pg_catalog.int8 % 1 = 0
              UNION
                SELECT inner_oid FROM asked, LATERAL (
                    SELECT CASE
                        WHEN t.typtype = 'd' THEN t.typbasetype
                        WHEN t.typinput = 750 THEN t.typelem
                        WHEN t.typtype = 'r' THEN
                            (SELECT r.rngsubtype FROM pg_catalog.pg_range r WHERE r.rngtypid = t.oid)
                        WHEN t.typtype = 'm' THEN
                            (SELECT r.rngtypid FROM pg_catalog.pg_range r
                             WHERE (pg_catalog.to_jsonb(r) OPERATOR(pg_catalog.->>) 'rngmultitypid')
                                 ::pg_catalog.oid = t.oid)
                        ELSE 0 END
                    FROM pg_catalog.pg_type t WHERE t.oid = asked.oid
                  UNION ALL
                    SELECT a.atttypid
                    FROM pg_catalog.pg_type t
                    JOIN pg_catalog.pg_attribute a ON a.attrelid = t.typrelid
                    WHERE t.oid = asked.oid AND t.typtype = 'c'
                        AND a.attnum > 0 AND NOT a.attisdropped
                ) AS inside(inner_oid)
                WHERE inner_oid <> 0
            )
            SELECT asked.oid AS oid, n.nspname::text AS schema, t.typname::text AS name,
                CASE WHEN t.typinput = 750 THEN 'a' ELSE t.typtype::text END AS kind,
                CASE
                    WHEN t.typtype = 'd' THEN t.typbasetype
                    WHEN t.typinput = 750 THEN t.typelem
                    WHEN t.typtype = 'r' THEN
                        (SELECT r.rngsubtype FROM pg_catalog.pg_range r WHERE r.rngtypid = t.oid)
                    WHEN t.typtype = 'm' THEN
                        (SELECT r.rngtypid FROM pg_catalog.pg_range r
                         WHERE (pg_catalog.to_jsonb(r) OPERATOR(pg_catalog.->>) 'rngmultitypid')
                             ::pg_catalog.oid = t.oid)
                    ELSE 0 END AS element,
                t.typdelim::text AS delimiter,
                CASE WHEN t.typtype = 'c' THEN ARRAY(
                    SELECT a.attname::text FROM pg_catalog.pg_attribute a
                    WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
                    ORDER BY a.attnum) END AS attributes,
                CASE WHEN t.typtype = 'c' THEN ARRAY(
                    SELECT a.atttypid FROM pg_catalog.pg_attribute a
                    WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
                    ORDER BY a.attnum) END AS attribute_types,
                CASE WHEN t.typtype = 'e' THEN ARRAY(
                    SELECT e.enumlabel::text FROM pg_catalog.pg_enum e
                    WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder) END AS labels
            FROM asked
            LEFT JOIN pg_catalog.pg_type t ON t.oid = asked.oid
            LEFT JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace\
            """;

    private Introspection() {}
}
