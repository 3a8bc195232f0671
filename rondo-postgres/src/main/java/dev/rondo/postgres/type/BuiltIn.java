package dev.rondo.postgres.type;

import dev.rondo.postgres.type.PgType.Kind;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The types that every database has under the same OIDs, and the codecs of types by name. Codecs
 * are made when they are first asked for: a program pays for the classes that it uses.
 */
final class BuiltIn {
    static final String SCHEMA = "pg_catalog";

    /** Name, OID, and OID of its array. */
    private static final String SCALARS =
            """
            bool 16 1000;bytea 17 1001;char 18 1002;name 19 1003;int8 20 1016;int2 21 1005;
            int4 23 1007;regproc 24 1008;text 25 1009;oid 26 1028;tid 27 1010;xid 28 1011;
            cid 29 1012;json 114 199;xml 142 143;pg_node_tree 194 0;point 600 1017;lseg 601 1018;
            path 602 1019;box 603 1020;polygon 604 1027;line 628 629;cidr 650 651;float4 700 1021;
            float8 701 1022;circle 718 719;macaddr8 774 775;money 790 791;macaddr 829 1040;
            inet 869 1041;aclitem 1033 1034;bpchar 1042 1014;varchar 1043 1015;date 1082 1182;
            time 1083 1183;timestamp 1114 1115;timestamptz 1184 1185;interval 1186 1187;
            timetz 1266 1270;bit 1560 1561;varbit 1562 1563;numeric 1700 1231;refcursor 1790 2201;
            regprocedure 2202 2207;regoper 2203 2208;regoperator 2204 2209;regclass 2205 2210;
            regtype 2206 2211;uuid 2950 2951;txid_snapshot 2970 2949;pg_lsn 3220 3221;
            pg_ndistinct 3361 0;pg_dependencies 3402 0;tsvector 3614 3643;tsquery 3615 3645;
            gtsvector 3642 3644;regconfig 3734 3735;regdictionary 3769 3770;jsonb 3802 3807;
            jsonpath 4072 4073;regnamespace 4089 4090;regrole 4096 4097;regcollation 4191 4192;
            pg_mcv_list 5017 0;pg_snapshot 5038 5039;xid8 5069 271\
            """;

    /** Name, OID, OID of its array, OID of its subtype; then its multirange's three. */
    private static final String RANGES =
            """
            int4range 3904 3905 23 int4multirange 4451 6150;
            numrange 3906 3907 1700 nummultirange 4532 6151;
            tsrange 3908 3909 1114 tsmultirange 4533 6152;
            tstzrange 3910 3911 1184 tstzmultirange 4534 6153;
            daterange 3912 3913 1082 datemultirange 4535 6155;
            int8range 3926 3927 20 int8multirange 4536 6157\
            """;

    /** Name, OID, OID of its array. */
    private static final String PSEUDO =
            "unknown 705 0;record 2249 2287;cstring 2275 1263;any 2276 0;anyarray 2277 0;"
                    + "void 2278 0;trigger 2279 0;internal 2281 0;anyelement 2283 0";

    static final int INT2VECTOR = 22;
    static final int OIDVECTOR = 30;

    private static final Map<Integer, PgType> TYPES = new HashMap<>(); // looked up only

    static {
        for (String line : SCALARS.split(";")) {
            String[] words = line.strip().split(" ");
            add(words[0], words[1], Kind.SCALAR, 0, words[2]);
        }
        for (String line : PSEUDO.split(";")) {
            String[] words = line.split(" ");
            add(words[0], words[1], Kind.PSEUDO, 0, words[2]);
        }
        for (String line : RANGES.split(";")) {
            String[] words = line.strip().split(" ");
            add(words[0], words[1], Kind.RANGE, Integer.parseInt(words[3]), words[2]);
            add(words[4], words[5], Kind.MULTIRANGE, Integer.parseInt(words[1]), words[6]);
        }
        add("int2vector", "22", Kind.ARRAY, 21, "1006");
        add("oidvector", "30", Kind.ARRAY, 26, "1013");
    }

    private BuiltIn() {}

    private static void add(String name, String oid, Kind kind, int element, String array) {
        int number = Integer.parseInt(oid);
        int arrayNumber = Integer.parseInt(array);
        TYPES.put(number, new PgType(number, SCHEMA, name, kind, element));
        if (arrayNumber != 0) {
            char delimiter = name.equals("box") ? ';' : ',';
            TYPES.put(
                    arrayNumber,
                    new PgType(
                            arrayNumber,
                            SCHEMA,
                            "_" + name,
                            Kind.ARRAY,
                            number,
                            delimiter,
                            java.util.List.of(),
                            java.util.List.of()));
        }
    }

    static @Nullable PgType type(int oid) {
        return TYPES.get(oid);
    }

    /** Returns the codec of a scalar type by its name, of extensions too; null without one. */
    static @Nullable Codec<?> codec(String name) {
        return switch (name) {
            case "bool" -> new BoolCodec();
            case "int2" -> new Int2Codec();
            case "int4" -> new Int4Codec();
            case "int8" -> new Int8Codec();
            case "oid", "xid", "cid" -> new UnsignedCodec(name);
            case "xid8" -> new Xid8Codec();
            case "float4" -> new Float4Codec();
            case "float8" -> new Float8Codec();
            case "numeric" -> new NumericCodec();
            case "bytea" -> new BytesCodec();
            case "char" -> new CharCodec();
            case "text",
                    "varchar",
                    "bpchar",
                    "name",
                    "xml",
                    "citext",
                    "unknown",
                    "cstring",
                    "refcursor" ->
                    new TextCodec(name);
            case "uuid" -> new UuidCodec();
            case "json" -> new JsonCodec(name, false, StandardJson.INSTANCE);
            case "jsonb" -> new JsonCodec(name, true, StandardJson.INSTANCE);
            case "jsonpath" -> new JsonCodec(name, true, null);
            case "void" -> new VoidCodec();
            case "hstore" -> new HstoreCodec();
            case "date", "time", "timetz", "timestamp", "timestamptz", "interval" -> ofTime(name);
            default -> others(name);
        };
    }

    private static @Nullable Codec<?> ofTime(String name) {
        return switch (name) {
            case "date" -> new DateCodec();
            case "time" -> new TimeCodec();
            case "timetz" -> new TimeTzCodec();
            case "timestamp" -> new TimestampCodec();
            case "timestamptz" -> new TimestampTzCodec();
            default -> new IntervalCodec();
        };
    }

    private static @Nullable Codec<?> others(String name) {
        return switch (name) {
            case "bit", "varbit" -> new BitsCodec(name);
            case "inet" -> new InetCodec();
            case "cidr" -> new CidrCodec();
            case "macaddr" -> new MacCodec();
            case "macaddr8" -> new Mac8Codec();
            case "point" -> new GeometryCodec<>(name, Geometry.Point.class);
            case "line" -> new GeometryCodec<>(name, Geometry.Line.class);
            case "lseg" -> new GeometryCodec<>(name, Geometry.LineSegment.class);
            case "box" -> new GeometryCodec<>(name, Geometry.Box.class);
            case "path" -> new GeometryCodec<>(name, Geometry.Path.class);
            case "polygon" -> new GeometryCodec<>(name, Geometry.Polygon.class);
            case "circle" -> new GeometryCodec<>(name, Geometry.Circle.class);
            case "pg_lsn" -> new LsnCodec();
            case "tid" -> new TupleIdCodec();
            case "pg_snapshot", "txid_snapshot" -> new SnapshotCodec(name);
            default -> null;
        };
    }
}
