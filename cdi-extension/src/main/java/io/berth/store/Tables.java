package io.berth.store;

/** All tables of one authority. */
public record Tables(
    ManagerTable managers,
    StockTable stock,
    Inventory inventory,
    Claims claims,
    AssociationTable associations,
    VersionTable versions,
    OutboxTable outbox,
    PoolTable pools,
    HoldTable holds,
    RequestTable requests) {

  public static Tables of(Database database) {
    return new Tables(
        new ManagerTable(database),
        new StockTable(database),
        new Inventory(database),
        new Claims(database),
        new AssociationTable(database),
        new VersionTable(database),
        new OutboxTable(database),
        new PoolTable(database),
        new HoldTable(database),
        new RequestTable(database));
  }
}
