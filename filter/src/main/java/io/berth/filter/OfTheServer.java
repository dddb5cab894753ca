package io.berth.filter;

/** What the server's signals do to one web application. */
record OfTheServer(Drain drain) implements ServerSignals.Heard {
  /** The server waits for as long as this takes. */
  @Override
  public void stops() {
    drain.begin(Drain.Cause.SERVER);
    drain.await();
  }

  /** It takes no more requests: one that starts like this, or a stop that nobody announced. */
  @Override
  public void suspends() {
    drain.beginAtOnce(Drain.Cause.SERVER);
  }

  @Override
  public void resumes() {
    drain.end(Drain.Cause.SERVER);
  }
}
