package io.berth.forward;

/** The containers a forward must behave alike on. */
enum Container {
  TOMCAT {
    @Override
    Front open(Front.Handler handler) throws Exception {
      return new TomcatFront(handler);
    }
  },
  UNDERTOW {
    @Override
    Front open(Front.Handler handler) throws Exception {
      return new UndertowFront(handler);
    }
  };

  abstract Front open(Front.Handler handler) throws Exception;
}
