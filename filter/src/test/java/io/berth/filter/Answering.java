package io.berth.filter;

/** One web application with Berth in front, on whatever server. */
interface Answering extends AutoCloseable {
  BerthContext berth();

  String url(String path);

  @Override
  void close() throws Exception;
}
