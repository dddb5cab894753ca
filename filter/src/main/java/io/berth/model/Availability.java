package io.berth.model;

/**
 * Where a resource stands between being made and being given back. The allowed steps are here and
 * nowhere else (RULES A2): {@code MAKING -> FREE -> CLAIMED -> BOUND -> RETIRED}, and {@code
 * SUSPECT} for what failed and must be checked before use.
 */
public enum Availability {
  /** A provisioner is making it. */
  MAKING,
  /** Ready stock. */
  FREE,
  /** Reserved for one consumer until a deadline. */
  CLAIMED,
  /** Given to one consumer. */
  BOUND,
  /** Something failed on the way: nobody may use it before it was checked. */
  SUSPECT,
  /** Gone for good; its name is never used again. */
  RETIRED;

  /** Whether the step from this state to {@code next} is allowed. */
  public boolean mayBecome(Availability next) {
    return switch (this) {
      case MAKING -> next == FREE || next == CLAIMED || next == SUSPECT;
      case FREE -> next == CLAIMED || next == SUSPECT || next == RETIRED;
      case CLAIMED -> next == BOUND || next == SUSPECT;
      case BOUND -> next == SUSPECT || next == RETIRED;
      case SUSPECT -> next == FREE || next == RETIRED;
      case RETIRED -> false;
    };
  }
}
