package dev.rondo.postgres;

import dev.rondo.postgres.type.PgType;
import dev.rondo.postgres.type.PgType.Kind;
import dev.rondo.postgres.type.TypeRegistry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the rows of {@link TypeRegistry#introspection}. */
final class IntrospectedTypes {
    private IntrospectedTypes() {}

    /**
     * Returns the types, for {@link TypeRegistry#define}; one that does not exist as a scalar
     * without a schema.
     */
    static List<PgType> of(List<Row> rows) {
        List<PgType> types = new ArrayList<>(rows.size());
        for (Row row : rows) {
            types.add(type(row));
        }
        return types;
    }

    private static PgType type(Row row) {
        int oid = (int) row.getLong("oid");
        String name = row.getString("name");
        String kind = row.getString("kind");
        if (name == null || kind == null) {
            return new PgType(oid, "", "oid " + Integer.toUnsignedString(oid), Kind.SCALAR, 0);
        }
        String[] names = texts(row, "attributes");
        long[] types = row.get("attribute_types", long[].class);
        List<PgType.Attribute> attributes = new ArrayList<>();
        for (int i = 0; types != null && i < names.length; i++) {
            attributes.add(new PgType.Attribute(names[i], (int) types[i]));
        }
        String delimiter = row.getString("delimiter");
        return new PgType(
                oid,
                String.valueOf(row.getString("schema")),
                name,
                kind(kind),
                (int) row.getLong("element"),
                delimiter == null || delimiter.isEmpty() ? ',' : delimiter.charAt(0),
                attributes,
                List.of(texts(row, "labels")));
    }

    private static String[] texts(Row row, String column) {
        String @Nullable [] texts = row.get(column, String[].class);
        return texts == null ? new String[0] : texts;
    }

    private static Kind kind(String letter) {
        return switch (letter) {
            case "a" -> Kind.ARRAY;
            case "c" -> Kind.COMPOSITE;
            case "d" -> Kind.DOMAIN;
            case "e" -> Kind.ENUM;
            case "r" -> Kind.RANGE;
            case "m" -> Kind.MULTIRANGE;
            case "p" -> Kind.PSEUDO;
            default -> Kind.SCALAR;
        };
    }
}
