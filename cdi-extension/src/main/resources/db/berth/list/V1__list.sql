-- Things that are handed out by name or number, each to one resource.
CREATE TABLE berth_list_item (
  list     VARCHAR(64)  NOT NULL,
  item     VARCHAR(255) NOT NULL,
  resource VARCHAR(64) UNIQUE,
  used     BOOLEAN      NOT NULL DEFAULT FALSE,
  PRIMARY KEY (list, item)
);
