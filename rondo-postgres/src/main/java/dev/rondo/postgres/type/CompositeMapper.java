package dev.rondo.postgres.type;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes objects of one class of composites of one type: looked up once, then by handles. */
final class CompositeMapper {
    private final Construction construction;
    private final int[] places; // of the parts, among the attributes
    private final List<Codec.Decoder<?>> decoders; // of the parts

    private CompositeMapper(
            Construction construction, int[] places, List<Codec.Decoder<?>> decoders) {
        this.construction = construction;
        this.places = places;
        this.decoders = decoders;
    }

    /** Each part is of the attribute of its name. */
    static CompositeMapper byName(
            Class<?> wanted, PgType type, List<String> names, List<Codec<?>> codecs) {
        Construction construction = Construction.of(wanted);
        int[] places = new int[construction.parts().size()];
        List<Codec.Decoder<?>> decoders = new ArrayList<>();
        for (int i = 0; i < places.length; i++) {
            Construction.Part part = construction.parts().get(i);
            places[i] = Construction.find(names, part.name());
            if (places[i] < 0) {
                throw new IllegalArgumentException(
                        type.displayName()
                                + " has no attribute for "
                                + part.name()
                                + " of "
                                + wanted.getTypeName()
                                + "; there are "
                                + names);
            }
            decoders.add(codecs.get(places[i]).decoder(part.type()));
        }
        return new CompositeMapper(construction, places, decoders);
    }

    /** Each part is of the field in its place. */
    static CompositeMapper inOrder(Class<?> wanted, Codec<?>[] codecs) {
        Construction construction = Construction.of(wanted);
        if (construction.parts().size() != codecs.length) {
            throw new IllegalArgumentException(
                    "A row of " + codecs.length + " fields is no " + wanted.getTypeName());
        }
        int[] places = new int[codecs.length];
        Arrays.setAll(places, i -> i);
        List<Codec.Decoder<?>> decoders = new ArrayList<>();
        for (int i = 0; i < codecs.length; i++) {
            decoders.add(codecs[i].decoder(construction.parts().get(i).type()));
        }
        return new CompositeMapper(construction, places, decoders);
    }

    Class<?> type() {
        return construction.type();
    }

    Object map(CompositeFields fields, byte[] source) {
        @Nullable Object[] values = new @Nullable Object[places.length];
        for (int i = 0; i < values.length; i++) {
            int place = places[i];
            int size = fields.lengths()[place];
            values[i] =
                    size < 0
                            ? construction.ofNull(i)
                            : decoders.get(i).decode(source, fields.offsets()[place], size);
        }
        return construction.make(values);
    }
}
