package io.berth.replication;

import io.berth.model.View;
import io.berth.model.Watermark;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Where watermarks are read and published.
 *
 * @param view what is known of everybody at this moment
 * @param report publishes a watermark of the local manager
 * @param withdraw takes the one of a home back
 */
public record Board(Supplier<View> view, Consumer<Watermark> report, Consumer<String> withdraw) {}
