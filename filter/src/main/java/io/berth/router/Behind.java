package io.berth.router;

/** What happens to reads that only the home can answer while all other managers lag. */
public enum Behind {
  /** They go to the home: it is strong enough for all of them. */
  HOME,
  /** They get 503 with Retry-After: the home is kept for those who need it most. */
  SHED
}
