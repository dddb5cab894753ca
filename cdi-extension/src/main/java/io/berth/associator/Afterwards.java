package io.berth.associator;

import io.berth.model.Association;
import io.berth.model.Position;

/** What follows a commit, and who does it: the cache, the client's token, the application. */
public interface Afterwards {
  /** Where the local store's log ends; unknown when nobody watches it. Never throws. */
  Position position();

  /** Tells the mapping cache. Never throws: the authority has the truth. */
  void publish(Association association);

  /**
   * The same for a consumer's first version, which no copy contradicts: it may arrive a moment
   * after the client's next request, which then asks the authority.
   */
  void publishFirst(Association association);

  /** Makes the current request's client this consumer, if there is a request. */
  void identify(Association association);

  /** Renews the current request's token, if its client is this consumer. */
  void renew(Association association);

  /** Tells the application by an event. Never throws. */
  void tell(Object event);
}
