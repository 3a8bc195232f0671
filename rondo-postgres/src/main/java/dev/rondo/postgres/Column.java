package dev.rondo.postgres;

import dev.rondo.postgres.type.PgType;

/**
 * A column of a result.
 *
 * @param name its name, not always unique
 * @param type its type
 * @param index its place, from 0
 * @param table the OID of the table that it is of, or 0
 * @param attribute the number of the table's column that it is, or 0
 */
public record Column(String name, PgType type, int index, int table, int attribute) {}
