package io.berth.forward;

/** The containers a forward must behave alike on. */
enum Container {
  TOMCAT {
    @Override
    Front open(Front.Handler handler) throws Exception {
      return new TomcatFront(handler, null);
    }

    @Override
    Front openWithTls(Front.Handler handler, TestCertificates shown) throws Exception {
      return new TomcatFront(handler, shown);
    }
  },
  UNDERTOW {
    @Override
    Front open(Front.Handler handler) throws Exception {
      return new UndertowFront(handler, null);
    }

    @Override
    Front openWithTls(Front.Handler handler, TestCertificates shown) throws Exception {
      return new UndertowFront(handler, shown);
    }
  };

  abstract Front open(Front.Handler handler) throws Exception;

  /** Over TLS with the certificate "host", HTTP/2 when the client asks for it. */
  abstract Front openWithTls(Front.Handler handler, TestCertificates shown) throws Exception;
}
