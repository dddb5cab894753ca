package io.berth.store;

/** Rolls a claim back: all or none (RULES A5). */
final class OutOfStockException extends RuntimeException {
  private final String type;

  OutOfStockException(String type) {
    super(type, null, false, false);
    this.type = type;
  }

  Claim claim() {
    return new Claim.OutOfStock(type);
  }
}
