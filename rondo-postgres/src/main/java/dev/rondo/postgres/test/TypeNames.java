package dev.rondo.postgres.test;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The built-in types that a script can name, by their names in the catalogue and in SQL. */
final class TypeNames {
    static final int TEXT = 25;

    private static final Map<String, Integer> OIDS = new LinkedHashMap<>();
    private static final Map<Integer, String> NAMES = new LinkedHashMap<>();
    private static final Map<Integer, Integer> SIZES = new LinkedHashMap<>();

    static {
        add("bool", 16, 1000, 1, "boolean");
        add("bytea", 17, 1001, -1);
        add("char", 18, 1002, 1);
        add("name", 19, 1003, 64);
        add("int8", 20, 1016, 8, "bigint");
        add("int2", 21, 1005, 2, "smallint");
        add("int4", 23, 1007, 4, "integer", "int");
        add("text", TEXT, 1009, -1);
        add("oid", 26, 1028, 4);
        add("json", 114, 199, -1);
        add("xml", 142, 143, -1);
        add("point", 600, 1017, 16);
        add("cidr", 650, 651, -1);
        add("float4", 700, 1021, 4, "real");
        add("float8", 701, 1022, 8, "double precision");
        add("money", 790, 791, 8);
        add("macaddr", 829, 1040, 6);
        add("inet", 869, 1041, -1);
        add("bpchar", 1042, 1014, -1, "character");
        add("varchar", 1043, 1015, -1, "character varying");
        add("date", 1082, 1182, 4);
        add("time", 1083, 1183, 8, "time without time zone");
        add("timestamp", 1114, 1115, 8, "timestamp without time zone");
        add("timestamptz", 1184, 1185, 8, "timestamp with time zone");
        add("interval", 1186, 1187, 16);
        add("timetz", 1266, 1270, 12, "time with time zone");
        add("bit", 1560, 1561, -1);
        add("varbit", 1562, 1563, -1, "bit varying");
        add("numeric", 1700, 1231, -1, "decimal");
        add("void", 2278, 0, 4);
        add("uuid", 2950, 2951, 16);
        add("jsonb", 3802, 3807, -1);
        add("int4range", 3904, 3905, -1);
        add("numrange", 3906, 3907, -1);
        add("tsrange", 3908, 3909, -1);
        add("tstzrange", 3910, 3911, -1);
        add("daterange", 3912, 3913, -1);
        add("int8range", 3926, 3927, -1);
    }

    private TypeNames() {}

    private static void add(String name, int oid, int array, int size, String... others) {
        NAMES.put(oid, name);
        SIZES.put(oid, size);
        OIDS.put(name, oid);
        for (String other : others) {
            OIDS.put(other, oid);
        }
        if (array != 0) {
            NAMES.put(array, name + "[]");
            OIDS.put("_" + name, array);
            OIDS.put(name + "[]", array);
            for (String other : others) {
                OIDS.put(other + "[]", array);
            }
        }
    }

    /**
     * Returns the OID of a type.
     *
     * @param name its name, or the OID in digits
     * @throws IllegalArgumentException if it is not known
     */
    static int oid(String name) {
        if (!name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Integer.parseUnsignedInt(name);
        }
        Integer oid = OIDS.get(name.toLowerCase(Locale.ROOT));
        if (oid == null) {
            throw new IllegalArgumentException(
                    "No built-in type is called " + name + "\nSay the OID of a type of your own");
        }
        return oid;
    }

    /** Returns the OID of a type, or 0 if it is not known. */
    static int oidOrZero(String name) {
        return OIDS.getOrDefault(name.toLowerCase(Locale.ROOT), 0);
    }

    static String name(int oid) {
        return NAMES.getOrDefault(oid, Integer.toUnsignedString(oid));
    }

    /** Returns how many bytes a value has, or -1. */
    static int size(int oid) {
        return SIZES.getOrDefault(oid, -1);
    }
}
