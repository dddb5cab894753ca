package io.berth.store;

import io.berth.model.Association;

/**
 * What the authority has of a consumer.
 *
 * @param state where the consumer stands
 * @param association the record as it is; not yet public while the state is {@link
 *     AssociationState#CLAIMED}
 * @param expired whether whoever registers it has run out of time, by the database's clock
 */
public record Standing(AssociationState state, Association association, boolean expired) {}
