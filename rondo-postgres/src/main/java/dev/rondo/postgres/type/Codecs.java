package dev.rondo.postgres.type;

import java.math.BigDecimal;

/** Codecs to be used for types by name: {@code connection.setTypeCodec(schema, type, codec)}. */
public final class Codecs {
    private Codecs() {}

    /**
     * Returns the codec of a built-in type, or of an extension's that is known by name, for another
     * type of the same format: {@code text}, {@code int8}, {@code hstore}. asyncpg: {@code
     * set_builtin_type_codec}.
     *
     * @param name as the catalogue has it
     * @throws IllegalArgumentException if there is none
     */
    public static Codec<?> builtIn(String name) {
        Codec<?> codec = BuiltIn.codec(name);
        if (codec == null) {
            throw new IllegalArgumentException("No type with a codec is built in as " + name);
        }
        return codec;
    }

    /** Returns a codec that takes and gives a value's text, whatever the type. */
    public static Codec<String> text() {
        return new PlainCodec("text of a value");
    }

    /** Returns a codec of {@code json} by a library. */
    public static Codec<String> json(Json library) {
        return new JsonCodec("json", false, library);
    }

    /** Returns a codec of {@code jsonb} by a library. */
    public static Codec<String> jsonb(Json library) {
        return new JsonCodec("jsonb", true, library);
    }

    /**
     * Returns a codec of {@code money} as a number; without it, it is text, since only the
     * database's {@code lc_monetary} says how many digits are a fraction.
     *
     * @param fractionDigits what lc_monetary says: 2 for most, 0 for {@code ja_JP}
     * @throws IllegalArgumentException if it is not 0 to 18
     */
    public static Codec<BigDecimal> money(int fractionDigits) {
        if (fractionDigits < 0 || fractionDigits > 18) {
            throw new IllegalArgumentException("Fraction digits: " + fractionDigits);
        }
        return new MoneyCodec(fractionDigits);
    }
}
