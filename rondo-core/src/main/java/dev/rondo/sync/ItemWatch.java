package dev.rondo.sync;

/** A select's place at a {@link Queue}, with room for the item that it waits for. */
final class ItemWatch<T> extends Watch {
    private final ItemPlace<T> place;

    ItemWatch(Selector selector, ItemPlace<T> place) {
        super(selector);
        this.place = place;
    }

    ItemPlace<T> place() {
        return place;
    }
}
