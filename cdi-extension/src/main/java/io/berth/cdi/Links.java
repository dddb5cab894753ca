package io.berth.cdi;

import io.berth.model.Association;

/**
 * Addresses that name a consumer to whatever device opens them, for a confirmation mail, for
 * example. Injectable; thread-safe; needs no request.
 */
@FunctionalInterface
public interface Links {
  /**
   * The address with a token in its query, which the filter exchanges for a cookie within {@code
   * berth.link.lifetime}. It sends the device to the consumer's home and signs nobody in.
   *
   * @param address of a page of this application, absolute or not, with or without a query
   * @throws IllegalStateException when {@code berth.link.parameter} is empty
   */
  String to(String address, Association association);
}
