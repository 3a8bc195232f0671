/**
 * PostgreSQL's types as Java values: codecs from and to the binary and text formats, the value
 * classes that Java lacks, and the catalogue of types that a database has. Without I/O.
 *
 * <p>Read {@link dev.rondo.postgres.type.Codec} first, then {@link
 * dev.rondo.postgres.type.TypeRegistry}, which makes codecs out of {@link
 * dev.rondo.postgres.type.PgType}s. Codecs and values are immutable, for any thread; the registry
 * is changed by one loop's thread.
 *
 * <p>The class that a value comes in; what else a parameter may be is in brackets, and other
 * classes that a value becomes when they are asked for after a slash:
 *
 * <ul>
 *   <li>{@code bool} Boolean; {@code int2}, {@code int4}, {@code int8} Short, Integer, Long [any
 *       integer that fits] / any number; {@code oid}, {@code xid}, {@code cid}, {@code xid8} Long;
 *       {@code float4}, {@code float8} Float, Double [integers that are the same]; {@code numeric}
 *       BigDecimal [any number]
 *   <li>{@code text}, {@code varchar}, {@code bpchar}, {@code name}, {@code xml}, {@code citext},
 *       {@code refcursor} String [CharSequence] / char, an enum; {@code "char"} String [Character,
 *       Byte]; {@code bytea} byte[] [ByteBuffer]; {@code uuid} UUID
 *   <li>{@code date} LocalDate; {@code time} LocalTime; {@code timetz} OffsetTime; {@code
 *       timestamp} LocalDateTime; {@code timestamptz} OffsetDateTime in UTC [Instant,
 *       ZonedDateTime] / these; {@code interval} Interval [Duration, Period] / these
 *   <li>{@code json}, {@code jsonb} String [any object] / any class; {@code jsonpath} String;
 *       {@code hstore} Map
 *   <li>{@code bit}, {@code varbit} Bits [boolean[]] / BitSet; {@code inet} Inet [InetAddress] /
 *       InetAddress; {@code cidr} Cidr; {@code macaddr}, {@code macaddr8}; the geometric types
 *       {@code Geometry.Point} and so on; {@code pg_lsn} Lsn; {@code tid} TupleId; {@code
 *       pg_snapshot} TransactionSnapshot; {@code void} an empty String
 *   <li>{@code money}, {@code regclass} and its like, {@code tsvector}, {@code tsquery}, {@code
 *       aclitem}, and all that is not known: String, its text
 *   <li>arrays List, in one another for dimensions [any collection or array, PgArray] / arrays,
 *       Set, PgArray; composites Composite [record, Map] / record; enums String [Java enum] / Java
 *       enum; domains as their base; ranges Range; multiranges Multirange [List] / List
 * </ul>
 *
 * <ul>
 *   <li>Values: {@code Interval}, {@code Range}, {@code Multirange}, {@code Composite}, {@code
 *       PgArray}, {@code Bits}, {@code Inet}, {@code Cidr}, {@code MacAddress}, {@code
 *       MacAddress8}, {@code Geometry}, {@code Lsn}, {@code TupleId}, {@code TransactionSnapshot}.
 *   <li>{@code Codecs}: codecs for types of one's own. {@code Json}: the library for objects of
 *       JSON. {@code Construction}: what records and classes are made of.
 *   <li>{@code BuiltIn}: which types every database has, and the codec of each. Its {@code
 *       ScalarCodec}s are a file a type; {@code PlainCodec} is for those that go as text.
 *   <li>{@code NestedCodec}: {@code ArrayCodec}, {@code CompositeCodec}, {@code RangeCodec}, {@code
 *       MultirangeCodec}; and the same as text ({@code TextArrayCodec} and so on), where something
 *       inside has no binary format.
 *   <li>{@code Conversions}: values as other classes. {@code Refusal}: what is said of those that
 *       are none. {@code Utf8}, {@code Bytes}, {@code Moments}, {@code FloatText}, {@code
 *       NumericDigits}, {@code Addresses}: how bytes and texts look.
 * </ul>
 */
@NullMarked
package dev.rondo.postgres.type;

import org.jspecify.annotations.NullMarked;
